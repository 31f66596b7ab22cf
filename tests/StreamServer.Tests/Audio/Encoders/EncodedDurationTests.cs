using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Encoders;

namespace StreamServer.Tests.Audio.Encoders;

/// <summary>What ffmpeg decodes is as long as what went in, and lies at the same time.</summary>
public sealed class EncodedDurationTests
{
    [Theory]
    [InlineData("wav", 8000, "")]
    [InlineData("wav", 24000, "")]
    [InlineData("wav", 48000, "")]
    [InlineData("pcm", 16000, "-f s16le -ar 16000 -ac 1")]
    [InlineData("mulaw", 8000, "-f mulaw -ar 8000 -ac 1")]
    [InlineData("alaw", 8000, "-f alaw -ar 8000 -ac 1")]
    [InlineData("flac", 8000, "")]
    [InlineData("flac", 16000, "")]
    [InlineData("flac", 22050, "")]
    [InlineData("flac", 48000, "")]
    public async Task FormatsWithoutADelayKeepEverySample(string format, int rate, string options)
    {
        Assert.True(AudioFormats.TryParse(format, out AudioFormat parsed));
        foreach (int length in new[] { 1, 159, 640, 641, (rate * 2) + 331 })
        {
            float[] samples = TestAudio.Glide(rate, length);
            foreach (long? total in new long?[] { null, length })
            {
                byte[] bytes = EncoderRun.Encode(parsed, rate, samples, totalSamples: total);

                float[] decoded = await Ffmpeg.DecodeAsync(bytes, options);

                Assert.Equal(length, decoded.Length);

                // G.711: half a step of the interval, which is a 32nd of the value, at least half the smallest step.
                bool companded = format is "mulaw" or "alaw";
                bool Near(float value, float expected) =>
                    Math.Abs(value - expected) <= (companded ? (Math.Abs(expected) / 32) + (1f / 4096) : 0);
                Assert.DoesNotContain(decoded.Where((value, i) => !Near(value, SampleFormats.ToS16(samples[i]) / 32768f)), _ => true);
            }
        }
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(12000)]
    [InlineData(16000)]
    [InlineData(24000)]
    [InlineData(48000)]
    public async Task OpusKeepsTheLengthToTheSampleAndTheTime(int rate)
    {
        foreach (int length in new[] { 10, rate / 50, (rate / 50) + 1, (rate * 2) + 123 })
        {
            float[] samples = TestAudio.Noise(length, length);
            byte[] bytes = EncoderRun.Encode(AudioFormat.Opus, rate, samples, TestAudio.Pieces(new Random(1), length, rate / 3),
                flushEach: true);

            float[] decoded = await Ffmpeg.DecodeAsync(bytes);

            Assert.Equal(length * (48000 / rate), decoded.Length);
            if (length > rate)
            {
                // The narrow-band mode of libopus is an eighth of a millisecond late; all others are exact to a sample.
                float[] reference = Resampler.Convert(samples, rate, 48000);
                Assert.InRange(TestAudio.LagOf(decoded, reference, 200), -1, rate < 16000 ? 6 : 1);
            }
        }
    }

    [Theory]
    [InlineData(8000, 576)]
    [InlineData(16000, 576)]
    [InlineData(22050, 576)]
    [InlineData(24000, 576)]
    [InlineData(32000, 1152)]
    [InlineData(44100, 1152)]
    [InlineData(48000, 1152)]
    public async Task Mp3LagsByTheStatedDelayAndLosesNothingAtTheEnd(int rate, int frame)
    {
        foreach (int length in new[] { 1, 575, 576, 1152, (rate * 2) + 123 })
        {
            float[] samples = TestAudio.Glide(rate, length);
            byte[] bytes = EncoderRun.Encode(AudioFormat.Mp3, rate, samples);
            using var encoder = new Mp3Encoder(rate, Mp3Encoder.DefaultBitrate);

            float[] decoded = await Ffmpeg.DecodeAsync(bytes);

            Assert.Equal(1105, encoder.LatencySamples);
            Assert.Equal(0, decoded.Length % frame);
            Assert.InRange(decoded.Length, length + encoder.LatencySamples, length + encoder.LatencySamples + (2 * frame));
            if (length > rate)
            {
                Assert.Equal(encoder.LatencySamples, TestAudio.LagOf(decoded, samples, 2000));

                // The loud last part of the glide is all there.
                double end = TestAudio.RmsDb(samples.TakeLast(800));
                Assert.InRange(TestAudio.RmsDb(decoded.Skip(length + 1105 - 800).Take(800)), end - 1.5, end + 1.5);
            }
        }
    }

    [Theory]
    [InlineData("opus", 24000, 20)]
    [InlineData("mp3", 24000, 15)]
    public async Task LossyFormatsAreCloseToTheOriginal(string format, int rate, double leastSnr)
    {
        Assert.True(AudioFormats.TryParse(format, out AudioFormat parsed));
        float[] samples = TestAudio.Sine(440, rate, rate, 0.3);

        float[] decoded = await Ffmpeg.DecodeAsync(EncoderRun.Encode(parsed, rate, samples), outputOptions: $"-ac 1 -ar {rate}");

        int skip = format == "mp3" ? 1105 : 0;
        double snr = TestAudio.SnrDb(samples.AsSpan(2000..^2000), decoded.AsSpan(skip + 2000, samples.Length - 4000));
        Assert.True(snr > leastSnr, $"SNR {snr:F1} dB");
    }

    [Theory]
    [InlineData("wav")]
    [InlineData("flac")]
    [InlineData("opus")]
    [InlineData("mp3")]
    public async Task SamplesBeyondFullScaleAreClippedAndDoNotWrap(string format)
    {
        Assert.True(AudioFormats.TryParse(format, out AudioFormat parsed));
        float[] samples = TestAudio.Sine(300, 16000, 16000, amplitude: 4);

        float[] decoded = await Ffmpeg.DecodeAsync(EncoderRun.Encode(parsed, 16000, samples), outputOptions: "-ac 1 -ar 16000");

        // A wrapped sample would turn the flat top of the wave into its opposite.
        int skip = format == "mp3" ? 1105 : 0;
        for (int i = 2000; i < 14000; i++)
        {
            if (Math.Abs(samples[i]) > 1.5)
            {
                Assert.True(decoded[i + skip] * samples[i] > 0.5, $"sample {i}: {samples[i]} became {decoded[i + skip]}");
            }
        }
    }
}
