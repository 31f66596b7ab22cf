using StreamServer.Inference.Audio;

namespace StreamServer.Tests.Audio;

public sealed class GainTests
{
    [Fact]
    public void UpToFullVolumeItIsAPlainFactor()
    {
        float[] samples = TestAudio.Noise(1, 1000, 1);
        foreach (float volume in new[] { 0f, 0.25f, 1f })
        {
            float[] output = [.. samples];
            Gain.Apply(output, volume);
            Assert.Equal(samples.Select(sample => sample * volume), output);
        }
    }

    [Fact]
    public void QuietPassagesAreRaisedExactly()
    {
        float[] samples = TestAudio.Noise(1, 1000, 0.19);
        float[] output = [.. samples];

        Gain.Apply(output, 4);

        Assert.Equal(samples.Select(sample => sample * 4), output);
    }

    [Fact]
    public void LoudPassagesStayBelowFullScaleWithoutACorner()
    {
        // A ramp from -1 to 1: its image must rise all the way, never faster than the factor and never past full scale.
        float[] output = [.. Enumerable.Range(-1000, 2001).Select(n => n / 1000f)];

        Gain.Apply(output, 2);

        Assert.All(output, sample => Assert.InRange(sample, -1f, 1f));
        double[] slopes = [.. output.Zip(output.Skip(1), (a, b) => (b - a) * 1000.0)];
        Assert.All(slopes, slope => Assert.InRange(slope, 0, 2.001));
        Assert.All(slopes.Zip(slopes.Skip(1)), pair => Assert.InRange(Math.Abs(pair.First - pair.Second), 0, 0.05));
        Assert.Equal(-output[0], output[^1]);
    }

    [Fact]
    public void AnEmptySpanIsAllowed()
    {
        float[] none = [];

        Gain.Apply(none, 3);

        Assert.Empty(none);
    }
}
