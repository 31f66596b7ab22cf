using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Files;
using StreamServer.Models.Manifest;

namespace StreamServer.Tests.Stt.Real;

internal static class RealData
{
    public static string Folder { get; } =
        Environment.GetEnvironmentVariable("REAL_DATA") ?? Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "real"));

    /// <summary>The published Silero VAD as a manifest would name it.</summary>
    public static ModelEntry Silero => new()
    {
        Name = "silero-vad",
        Role = ModelRole.Vad,
        Kind = "silero",
        Folder = ".",
        Files = new Dictionary<string, ModelFile> { ["model"] = new() { Path = "silero_vad.onnx" } },
        Licence = "MIT",
        Source = "snakers4/silero-vad",
        Root = Folder,
    };

    /// <summary>A minute of a person speaking with pauses, 16 kHz.</summary>
    public static float[] Speech()
    {
        using FileStream stream = File.OpenRead(Path.Combine(Folder, "human-speech-60s.wav"));
        return Read(stream);
    }

    /// <summary>Spoken digits of all people at 16 kHz, or of one of them, every <paramref name="step"/>-th in the collection's
    /// order.</summary>
    public static IEnumerable<(int Digit, float[] Samples)> Digits(string person = "", int step = 1)
    {
        using FileStream file = File.OpenRead(Path.Combine(Folder, "free-spoken-digits-8k.tar.gz"));
        using GZipStream unpacked = new(file, CompressionMode.Decompress);
        using TarReader tar = new(unpacked);
        int index = 0;
        while (tar.GetNextEntry() is { } entry)
        {
            if (entry.DataStream is { } data && entry.Name.EndsWith(".wav", StringComparison.Ordinal)
                && entry.Name.Contains($"_{person}", StringComparison.Ordinal) && index++ % step == 0)
            {
                using MemoryStream copy = new();
                data.CopyTo(copy);
                yield return (Path.GetFileName(entry.Name)[0] - '0', Read(copy));
            }
        }
    }

    public static byte[] Bytes(float[] samples) => MemoryMarshal.AsBytes<float>(samples).ToArray();

    private static float[] Read(Stream stream)
    {
        using IAudioFile file = AudioFiles.Open(stream);
        List<float> samples = [];
        float[] block = new float[8192];
        for (int read; (read = file.Read(block)) > 0;)
        {
            samples.AddRange(block.AsSpan(0, read));
        }

        return Resampler.Convert(CollectionsMarshal.AsSpan(samples), file.SampleRate, 16000);
    }
}
