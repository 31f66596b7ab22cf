using NLayer;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Files;
using StreamServer.Tests.Audio.Encoders;
using StreamServer.Tests.Audio.Files;

namespace StreamServer.Tests.Audio;

/// <summary>What the server expects of NLayer, by its public interface alone.</summary>
public sealed class MpegFileTests
{
    [Theory]
    [InlineData(8000, 576)]
    [InlineData(16000, 576)]
    [InlineData(22050, 576)]
    [InlineData(24000, 576)]
    [InlineData(32000, 1152)]
    [InlineData(44100, 1152)]
    [InlineData(48000, 1152)]
    public void AStreamWithoutAHeaderIsDecodedFromItsFirstToItsLastFrame(int rate, int frame)
    {
        float[] samples = TestAudio.Noise(rate, (rate * 2) + 99);
        byte[] mp3 = EncoderRun.Encode(AudioFormat.Mp3, rate, samples);

        using var file = new MpegFile(new MemoryStream(mp3));
        float[] decoded = ReadAll(file, 4096);

        Assert.Equal(rate, file.SampleRate);
        Assert.Equal(1, file.Channels);
        Assert.Equal(0, decoded.Length % frame);
        Assert.InRange(decoded.Length, samples.Length + 1105, samples.Length + 1105 + (2 * frame));
        Assert.Equal(1105, TestAudio.LagOf(decoded, samples, 1500));
    }

    /// <summary>The server finds the frames itself: they are the same, and so is every sample of a good file.</summary>
    [Theory]
    [InlineData(44100, 2, "-c:a libmp3lame -b:a 128k -write_xing 0 -f mp3")]
    [InlineData(44100, 2, "-c:a libmp3lame -b:a 320k -f mp3")]
    [InlineData(22050, 2, "-c:a libmp3lame -q:a 4 -f mp3")]
    [InlineData(48000, 1, "-c:a libmp3lame -q:a 0 -joint_stereo 0 -f mp3")]
    [InlineData(16000, 1, "-c:a libmp3lame -b:a 64k -metadata title=x -f mp3")]
    [InlineData(8000, 1, "-c:a libmp3lame -b:a 8k -id3v2_version 0 -write_id3v1 1 -metadata title=x -f mp3")]
    [InlineData(44100, 2, "-c:a mp2 -b:a 192k -f mp2")]
    [InlineData(22050, 1, "-c:a mp2 -b:a 64k -f mp2")]
    public async Task TheServersReaderGivesWhatNLayersOwnGives(int rate, int channels, string options)
    {
        float[] samples = TestAudio.Noise(3, rate * channels * 12, 0.3);
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.mp3");
        try
        {
            await Ffmpeg.EncodeAsync(samples, rate, channels, $"{options} {path} -f null");
            using var expected = new MpegFile(path);
            using FileStream bytes = File.OpenRead(path);
            using IAudioFile file = AudioFiles.Open(bytes);

            float[] decoded = FileRun.ReadAll(file, 3000);

            Assert.Equal((expected.SampleRate, expected.Channels), (file.SampleRate, file.Channels));
            Assert.Equal(ReadAll(expected, 4096), decoded);
        }
        finally
        {
            File.Delete(path);
        }
    }

    // Not at 24 kHz: there ffmpeg and the managed NLayer end a scale factor band at line 330, LAME and libmpg123 at 332.
    [Theory]
    [InlineData(16000, 1, "-c:a libmp3lame -b:a 64k -write_xing 0 -id3v2_version 0 -f mp3")]
    [InlineData(44100, 2, "-c:a libmp3lame -b:a 128k -write_xing 0 -f mp3")]
    [InlineData(22050, 2, "-c:a libmp3lame -q:a 4 -write_xing 0 -f mp3")]
    public async Task TheSamplesAreThoseThatFfmpegDecodes(int rate, int channels, string options)
    {
        float[] samples = TestAudio.Noise(3, rate * channels, 0.3);
        byte[] data = await Ffmpeg.EncodeAsync(samples, rate, channels, options);
        float[] expected = await Ffmpeg.DecodeAsync(data, outputOptions: string.Empty);

        using var file = new MpegFile(new MemoryStream(data));
        float[] decoded = ReadAll(file, 1000);

        Assert.Equal(channels, file.Channels);
        int common = Math.Min(expected.Length, decoded.Length);
        Assert.InRange(Math.Abs(expected.Length - decoded.Length), 0, 1152 * channels);
        double snr = TestAudio.SnrDb(expected.AsSpan(0, common), decoded.AsSpan(0, common));
        Assert.True(snr > 80, $"SNR {snr:F1} dB");
    }

    [Theory]
    [InlineData(44100)]
    [InlineData(16000)]
    public async Task AHeaderOfLameTrimsTheLengthToTheOriginal(int rate)
    {
        float[] samples = TestAudio.Noise(3, rate + 321, 0.3);
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.mp3");
        try
        {
            // Into a file and not a pipe: the header is filled in at the end.
            await Ffmpeg.EncodeAsync(samples, rate, 1, $"-c:a libmp3lame -b:a 64k {path} -f null");
            byte[] mp3 = await File.ReadAllBytesAsync(path);

            // NLayer trusts the header of no other encoder by name.
            "LAME"u8.CopyTo(mp3.AsSpan(mp3.AsSpan().IndexOf("Lavc"u8)));
            using var file = new MpegFile(new MemoryStream(mp3));

            Assert.Equal(samples.Length, ReadAll(file, 4096).Length);
            Assert.Equal(samples.Length * sizeof(float), file.Length);
            Assert.Equal((double)samples.Length / rate, file.Duration.TotalSeconds, 1e-6);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void TheSamplesDoNotDependOnHowMuchIsReadAtOnce()
    {
        byte[] mp3 = EncoderRun.Encode(AudioFormat.Mp3, 24000, TestAudio.Glide(24000, 30_000));
        using var whole = new MpegFile(new MemoryStream(mp3));
        float[] expected = ReadAll(whole, 100_000);
        foreach (int size in new[] { 1, 7, 576, 5000 })
        {
            using var file = new MpegFile(new MemoryStream(mp3));
            Assert.Equal(expected, ReadAll(file, size));
        }
    }

    [Fact]
    public void BytesAreTheSameSamples()
    {
        byte[] mp3 = EncoderRun.Encode(AudioFormat.Mp3, 16000, TestAudio.Glide(16000, 8000));
        using var floats = new MpegFile(new MemoryStream(mp3));
        using var bytes = new MpegFile(new MemoryStream(mp3));
        float[] expected = new float[1000];
        byte[] read = new byte[4001];

        Assert.Equal(1000, floats.ReadSamples(expected, 0, 1000));
        Assert.Equal(4000, bytes.ReadSamples(read, 0, 4001));

        Assert.Equal(expected.SelectMany(BitConverter.GetBytes), read.Take(4000));
    }

    [Fact]
    public void SeekingGoesToTheSampleAndLengthSaysHowManyThereAre()
    {
        byte[] mp3 = EncoderRun.Encode(AudioFormat.Mp3, 24000, TestAudio.Noise(6, 60_000));
        using var file = new MpegFile(new MemoryStream(mp3));
        float[] all = ReadAll(file, 4096);
        Assert.True(file.CanSeek);
        Assert.Equal(all.Length * sizeof(float), file.Length);

        // Two frames are needed to fill the bit reservoir and the overlap again.
        long target = 20 * 576;
        file.Position = target * sizeof(float);
        float[] part = new float[10_000];
        Assert.Equal(part.Length, file.ReadSamples(part, 0, part.Length));

        Assert.Equal((target + part.Length) * sizeof(float), file.Position);
        double snr = TestAudio.SnrDb(all.AsSpan((int)target + 2304, 7000), part.AsSpan(2304, 7000));
        Assert.True(snr > 60, $"SNR {snr:F1} dB");
    }

    [Fact]
    public void WhatIsNotMpegIsRefused()
    {
        Assert.Throws<InvalidDataException>(() => new MpegFile(new MemoryStream(new byte[2048])));
        Assert.Throws<InvalidDataException>(() => new MpegFile(new MemoryStream([])));
    }

    [Fact]
    public void AnIndexOutsideTheBufferIsRefused()
    {
        using var file = new MpegFile(new MemoryStream(EncoderRun.Encode(AudioFormat.Mp3, 16000, new float[8000])));

        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadSamples(new float[16], -1, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => file.ReadSamples(new float[16], 10, 7));
    }

    [Fact]
    public void TheCallersStreamStaysOpen()
    {
        var source = new MemoryStream(EncoderRun.Encode(AudioFormat.Mp3, 16000, new float[8000]));

        new MpegFile(source).Dispose();

        Assert.True(source.CanRead);
    }

    private static float[] ReadAll(MpegFile file, int size)
    {
        var samples = new List<float>();
        float[] buffer = new float[size];
        for (int read = file.ReadSamples(buffer, 0, size); read > 0; read = file.ReadSamples(buffer, 0, size))
        {
            samples.AddRange(buffer.AsSpan(0, read));
        }

        return [.. samples];
    }
}
