using StreamServer.Inference.Audio.Files;

namespace StreamServer.Tests.Audio.Files;

/// <summary>Reads a whole recording.</summary>
internal static class FileRun
{
    /// <summary>In reads of one size; every read but the last must give something.</summary>
    public static float[] ReadAll(IAudioFile file, int size = 4096)
    {
        var samples = new List<float>();
        float[] buffer = new float[Math.Max(size, file.Channels)];
        for (int read = file.Read(buffer); read > 0; read = file.Read(buffer))
        {
            Assert.Equal(0, read % file.Channels);
            samples.AddRange(buffer.AsSpan(0, read));
        }

        Assert.Equal(0, file.Read(buffer));
        return [.. samples];
    }

    public static float[] ReadAll(byte[] data)
    {
        using IAudioFile file = AudioFiles.Open(new MemoryStream(data));
        return ReadAll(file);
    }
}
