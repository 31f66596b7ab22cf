using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Files;
using StreamServer.Tests.Audio.Encoders;

namespace StreamServer.Tests.Audio.Files;

public sealed class AudioFilesTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData("wav", 8000)]
    [InlineData("wav", 48000)]
    [InlineData("flac", 8000)]
    [InlineData("flac", 22050)]
    [InlineData("flac", 48000)]
    public void LosslessFormatsGiveBackEverySample(string format, int rate)
    {
        foreach (int length in new[] { 1, 4096, (rate * 2) + 17 })
        {
            float[] samples = TestAudio.Noise(length, length);
            byte[] data = Encode(format, rate, samples);

            using IAudioFile file = AudioFiles.Open(new MemoryStream(data));

            Assert.Equal((format, rate, 1), (file.Format, file.SampleRate, file.Channels));
            Assert.Equal(samples.Select(sample => SampleFormats.ToS16(sample) / 32768f), FileRun.ReadAll(file));
        }
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    [InlineData(24000)]
    [InlineData(48000)]
    public void OpusGivesBackTheLengthToTheSampleWithoutDelay(int rate)
    {
        foreach (int length in new[] { 1, rate / 50, (rate / 50) + 1, (rate * 2) + 17 })
        {
            float[] samples = TestAudio.Noise(length, length);

            using IAudioFile file = AudioFiles.Open(new MemoryStream(Encode("opus", rate, samples)));
            float[] read = FileRun.ReadAll(file, 1000);

            Assert.Equal(("opus", 48000, 1), (file.Format, file.SampleRate, file.Channels));
            Assert.Equal(length * (48000 / rate), read.Length);
            if (length > rate)
            {
                // The narrow-band mode of libopus is an eighth of a millisecond late.
                Assert.InRange(TestAudio.LagOf(read, Resampler.Convert(samples, rate, 48000), 300), -1, rate == 8000 ? 6 : 0);
            }
        }
    }

    [Theory]
    [InlineData(16000)]
    [InlineData(24000)]
    [InlineData(44100)]
    public void Mp3GivesBackAllOfItAfterTheCodecsDelay(int rate)
    {
        float[] samples = TestAudio.Noise(rate, (rate * 2) + 17);

        using IAudioFile file = AudioFiles.Open(new MemoryStream(Encode("mp3", rate, samples)));
        float[] read = FileRun.ReadAll(file, 1000);

        Assert.Equal(("mp3", rate, 1), (file.Format, file.SampleRate, file.Channels));
        Assert.InRange(read.Length, samples.Length + 1105, samples.Length + 1105 + 2304);
        Assert.Equal(1105, TestAudio.LagOf(read, samples, 1500));
    }

    [Theory]
    [InlineData("-c:a flac -f flac", "flac", 44100, 2)]
    [InlineData("-c:a flac -sample_fmt s32 -bits_per_raw_sample 24 -f flac", "flac", 96000, 6)]
    [InlineData("-c:a flac -f flac -metadata title=x -write_id3v2 1", "flac", 44100, 1)]
    [InlineData("-c:a libmp3lame -b:a 128k -metadata title=x -f mp3", "mp3", 44100, 2)]
    [InlineData("-c:a libopus -b:a 96k -f ogg", "opus", 48000, 2)]
    [InlineData("-c:a libopus -b:a 24k -frame_duration 60 -f opus", "opus", 48000, 1)]
    public async Task FilesOfFfmpegAreReadAsFfmpegReadsThem(string options, string format, int rate, int channels)
    {
        float[] samples = TestAudio.Noise(9, rate * channels, 0.3);
        byte[] data = await Ffmpeg.EncodeAsync(samples, rate, channels, options);
        string decoder = format == "opus" ? "-c:a libopus" : string.Empty; // its own one resamples the speech band otherwise
        float[] expected = await Ffmpeg.DecodeAsync(data, decoder, outputOptions: string.Empty);

        using IAudioFile file = AudioFiles.Open(new MemoryStream(data));
        float[] read = FileRun.ReadAll(file);

        Assert.Equal((format, rate, channels), (file.Format, file.SampleRate, file.Channels));
        if (format == "mp3")
        {
            // The decoders differ in what they take from a header that a pipe could not fill in.
            read = read[^Math.Min(read.Length, expected.Length)..];
            expected = expected[^read.Length..];
        }

        Assert.Equal(expected.Length, read.Length);
        double snr = TestAudio.SnrDb(expected, read);
        double least = format == "opus" ? 15 : 75; // the managed opus codec computes in fixed point
        Assert.True(snr > least, $"SNR {snr:F1} dB");
    }

    [Theory]
    [InlineData("wav")]
    [InlineData("flac")]
    [InlineData("mp3")]
    [InlineData("opus")]
    public void ASourceThatGivesLittleAtATimeGivesTheSame(string format)
    {
        byte[] data = Encode(format, 16000, TestAudio.Noise(4, 20_000));
        float[] expected = FileRun.ReadAll(data);
        foreach (int longest in new[] { 7, 5000 })
        {
            using IAudioFile file = AudioFiles.Open(new DrippingStream(data, longest));
            Assert.Equal(expected, FileRun.ReadAll(file, 777));
        }
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("hello, this is no audio at all", "not wav, mp3, flac, or opus in ogg, webm or mp4")]
    [InlineData("ID3", "not wav")]
    [InlineData("OggS and then nothing of the kind, but long enough to look like a page", "does not hold opus")]
    [InlineData("fLaC and then nothing of the kind", "flac")]
    [InlineData("\u00FF\u00FBand then nothing of the kind", "mp3")]
    public void WhatIsNoRecordingIsRefused(string content, string said)
    {
        byte[] data = System.Text.Encoding.Latin1.GetBytes(content);

        var error = Assert.Throws<StreamException>(() => FileRun.ReadAll(data));

        Assert.Equal(StreamError.ClientBadAudio, error.Error);
        Assert.Equal("file", error.Member);
        Assert.Contains(said, error.Message);
    }

    [Fact]
    public void AnOggFileThatWasCutOffBeforeItsFirstSampleIsRefused()
    {
        byte[] data = Encode("opus", 16000, TestAudio.Noise(4, 16_000));
        int thirdPage = data.AsSpan(1).IndexOf("OggS"u8) + 1;
        thirdPage += 1 + data.AsSpan(thirdPage + 1).IndexOf("OggS"u8);

        var error = Assert.Throws<StreamException>(() => FileRun.ReadAll(data[..(thirdPage + 100)]));

        Assert.Equal(StreamError.ClientBadAudio, error.Error);
        Assert.Contains("cut off", error.Message);
    }

    [Theory]
    [InlineData("flac")]
    [InlineData("opus")]
    public void ADamagedByteIsFound(string format)
    {
        byte[] data = Encode(format, 16000, TestAudio.Noise(4, 40_000));
        foreach (double place in new[] { 0.3, 0.6, 0.9 })
        {
            byte[] damaged = [.. data];
            damaged[(int)(data.Length * place)] ^= 0x55;

            var error = Assert.Throws<StreamException>(() => FileRun.ReadAll(damaged));

            Assert.Equal(StreamError.ClientBadAudio, error.Error);
            Assert.Contains("damaged", error.Message);
        }
    }

    [Fact]
    public void AMissingOggPageIsFound()
    {
        byte[] data = EncoderRun.Encode(
            AudioFormat.Opus, 16000, TestAudio.Noise(4, 64_000), TestAudio.Pieces(new Random(1), 64_000, 16_000), flushEach: true);
        int[] pages = [.. Enumerable.Range(0, data.Length - 4).Where(i => data.AsSpan(i).StartsWith("OggS"u8))];

        byte[] without = [.. data[..pages[3]], .. data[pages[4]..]];
        var error = Assert.Throws<StreamException>(() => FileRun.ReadAll(without));

        Assert.Contains("a page is missing", error.Message);
    }

    [Fact]
    public void AFlacFileThatEndsEarlyIsFoundWhereItsLengthIsKnown()
    {
        float[] samples = TestAudio.Noise(4, 40_000);
        byte[] data = EncoderRun.Encode(AudioFormat.Flac, 16000, samples, totalSamples: samples.Length);

        var error = Assert.Throws<StreamException>(() => FileRun.ReadAll(data[..(data.Length / 2)]));

        Assert.Contains("of 40000 samples", error.Message);
    }

    [Theory]
    [InlineData("opus")]
    [InlineData("mp3")]
    [InlineData("wav")]
    public void AStreamThatWasCutOffGivesWhatItHas(string format)
    {
        byte[] data = EncoderRun.Encode(
            Parse(format), 16000, TestAudio.Noise(4, 64_000), TestAudio.Pieces(new Random(1), 64_000, 4_000), flushEach: true);

        int rate = format == "opus" ? 48000 : 16000;
        Assert.InRange(FileRun.ReadAll(data[..(data.Length / 2)]).Length, 1.7 * rate, 2.3 * rate);
    }

    [Theory]
    [InlineData("wav")]
    [InlineData("flac")]
    [InlineData("mp3")]
    [InlineData("opus")]
    public void RandomDamageNeverCausesAnythingButBadAudio(string format)
    {
        byte[] data = Encode(format, 16000, TestAudio.Noise(4, 8_000));
        for (int seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            byte[] damaged = data[..random.Next(1, data.Length)];
            for (int i = 0; i < 8; i++)
            {
                damaged[random.Next(Math.Min(damaged.Length, i < 4 ? 64 : damaged.Length))] = (byte)random.Next(256);
            }

            try
            {
                FileRun.ReadAll(damaged);
            }
            catch (StreamException refused)
            {
                Assert.True(refused.Error == StreamError.ClientBadAudio, $"seed {seed}: {refused.Message}");
            }
        }
    }

    [Fact]
    public void AFailureOfTheSourceIsNotBlamedOnTheFile()
    {
        foreach (string format in new[] { "wav", "flac", "mp3", "opus" })
        {
            byte[] data = Encode(format, 16000, TestAudio.Noise(4, 60_000));
            Assert.Throws<IOException>(() =>
            {
                using IAudioFile file = AudioFiles.Open(new FailingStream(data, failAt: data.Length / 2));
                FileRun.ReadAll(file);
            });
        }
    }

    private static byte[] Encode(string format, int rate, float[] samples) => EncoderRun.Encode(Parse(format), rate, samples);

    private static AudioFormat Parse(string format)
    {
        Assert.True(AudioFormats.TryParse(format, out AudioFormat parsed));
        return parsed;
    }
}
