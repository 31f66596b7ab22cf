using System.Buffers;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Encoders;

namespace StreamServer.Tests.Audio.Encoders;

public sealed class AudioEncodersTests
{
    public static TheoryData<string, int> EveryFormatAndRate()
    {
        var all = new TheoryData<string, int>();
        foreach (string name in AudioFormats.Names)
        {
            foreach (int rate in AudioFormats.SampleRates(Parse(name)))
            {
                all.Add(name, rate);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(EveryFormatAndRate))]
    public void TheBytesDoNotDependOnHowTheSamplesWereCut(string format, int rate)
    {
        int seed = rate + format.Length;
        var random = new Random(seed);
        float[] samples = TestAudio.Glide(rate, (rate * 3 / 4) + 77);
        byte[] whole = EncoderRun.Encode(Parse(format), rate, samples);
        foreach (int longest in new[] { 3, 500, 9000 })
        {
            (int, int)[] pieces = [.. TestAudio.Pieces(random, samples.Length, longest)];
            byte[] cut = EncoderRun.Encode(Parse(format), rate, samples, pieces);
            Assert.True(whole.AsSpan().SequenceEqual(cut), $"seed {seed}, pieces up to {longest}");
        }
    }

    [Theory]
    [MemberData(nameof(EveryFormatAndRate))]
    public void EqualAudioGivesEqualBytes(string format, int rate)
    {
        float[] samples = TestAudio.Noise(rate, rate / 2);

        Assert.Equal(EncoderRun.Encode(Parse(format), rate, samples), EncoderRun.Encode(Parse(format), rate, samples));
    }

    [Theory]
    [MemberData(nameof(EveryFormatAndRate))]
    public void AnEncoderThatIsClosedEarlyLeavesTheOthersAlone(string format, int rate)
    {
        float[] samples = TestAudio.Noise(1, rate / 5);
        byte[] expected = EncoderRun.Encode(Parse(format), rate, samples);
        var output = new ArrayBufferWriter<byte>();
        IAudioEncoder hungUp = AudioEncoders.Create(Parse(format), rate);
        hungUp.Start(output);
        hungUp.Encode(samples.AsSpan(0, 1000), output);
        hungUp.Dispose();

        Assert.Equal(expected, EncoderRun.Encode(Parse(format), rate, samples));
    }

    // Not opus: the managed codec of one package feed allocates.
    [Theory]
    [InlineData("wav", 16000)]
    [InlineData("pcm", 24000)]
    [InlineData("mulaw", 8000)]
    [InlineData("mp3", 24000)]
    [InlineData("flac", 24000)]
    public void NothingIsAllocatedOnceWarm(string format, int rate)
    {
        float[] chunk = TestAudio.Glide(rate, rate / 10);
        var output = new ArrayBufferWriter<byte>(1 << 20);
        using IAudioEncoder encoder = AudioEncoders.Create(Parse(format), rate);
        encoder.Start(output);

        Assert.Equal(0, Allocations.OnceWarm(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                Encode();
            }
        }));

        void Encode()
        {
            output.ResetWrittenCount();
            encoder.Encode(chunk, output);
            encoder.Flush(output);
        }
    }

    [Fact]
    public void ARateThatAFormatLacksIsNamedWithThoseItHas()
    {
        var error = Assert.Throws<StreamException>(() => AudioEncoders.Create(AudioFormat.Opus, 44100));

        Assert.Equal(StreamError.ClientBadRequest, error.Error);
        Assert.Equal("output", error.Member);
        Assert.Contains("44100", error.Message);
        Assert.Contains("24000", error.Message);
    }

    [Theory]
    [InlineData("mp3", 24000, 192_000, "8000 to 160000")]
    [InlineData("mp3", 48000, 16_000, "32000 to 320000")]
    [InlineData("opus", 24000, 5_999, "6000 to 256000")]
    [InlineData("wav", 16000, 64_000, "no bitrate")]
    public void ABitrateThatAFormatLacksIsNamedWithTheRange(string format, int rate, int bitrate, string said)
    {
        var error = Assert.Throws<StreamException>(() => AudioEncoders.Create(Parse(format), rate, bitrate));

        Assert.Equal("bitrate", error.Member);
        Assert.Contains(said, error.Message);
    }

    [Theory]
    [InlineData("wav", "audio/wav")]
    [InlineData("pcm", "audio/pcm; rate=16000; encoding=signed-int; bits=16")]
    [InlineData("opus", "audio/ogg; codecs=opus")]
    [InlineData("mp3", "audio/mpeg")]
    [InlineData("flac", "audio/flac")]
    [InlineData("mulaw", "audio/basic")]
    [InlineData("alaw", "audio/PCMA")]
    public void EachFormatSaysItsContentType(string format, string contentType)
    {
        int rate = AudioFormats.SampleRates(Parse(format)).Contains(16000) ? 16000 : 8000;
        using IAudioEncoder encoder = AudioEncoders.Create(Parse(format), rate);

        Assert.Equal(contentType, encoder.ContentType);
        Assert.Equal(rate, encoder.SampleRate);
    }

    /// <summary>What ffmpeg makes of two channels: both are what one channel alone would be.</summary>
    [Theory]
    [InlineData("wav", "")]
    [InlineData("pcm", "-f s16le -ar 48000 -ac 2")]
    [InlineData("opus", "")]
    [InlineData("mp3", "")]
    [InlineData("flac", "")]
    public async Task TwoChannelsCarryTheSame(string format, string inputOptions)
    {
        float[] samples = TestAudio.Sine(440, 48000, 48000);
        float[] decoded = await Ffmpeg.DecodeAsync(Encode(format, samples, channels: 2), inputOptions, "-ac 2");

        Assert.InRange(decoded.Length / 2, 48000, 48000 + 4000);
        float[] left = [.. decoded.Where((_, index) => index % 2 == 0)];
        float[] right = [.. decoded.Where((_, index) => index % 2 == 1)];
        Assert.All(left.Zip(right), pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
        Assert.InRange(TestAudio.RmsDb(left[8000..40000]), -9.5, -8.5);
    }

    [Theory]
    [InlineData("mulaw")]
    [InlineData("alaw")]
    public void TelephonesHaveOneChannel(string format) =>
        Assert.Equal("channels", Assert.Throws<StreamException>(() => AudioEncoders.Create(Parse(format), 8000, null, 2)).Member);

    private static byte[] Encode(string format, float[] samples, int channels)
    {
        using IAudioEncoder encoder = AudioEncoders.Create(Parse(format), 48000, null, channels);
        ArrayBufferWriter<byte> output = new();
        encoder.Start(output);
        encoder.Encode(samples, output);
        encoder.Finish(output);
        return output.WrittenSpan.ToArray();
    }

    [Fact]
    public void NamesOfFormatsAreReadInAnyCase()
    {
        Assert.True(AudioFormats.TryParse("MuLaw", out AudioFormat format));
        Assert.Equal(AudioFormat.MuLaw, format);
        Assert.False(AudioFormats.TryParse("aac", out _));
        Assert.False(AudioFormats.TryParse("0", out _));
        Assert.Equal(["wav", "pcm", "opus", "mp3", "flac", "mulaw", "alaw"], AudioFormats.Names);
    }

    private static AudioFormat Parse(string name)
    {
        Assert.True(AudioFormats.TryParse(name, out AudioFormat format));
        return format;
    }
}
