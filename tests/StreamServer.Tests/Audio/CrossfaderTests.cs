using StreamServer.Inference.Audio;

namespace StreamServer.Tests.Audio;

public sealed class CrossfaderTests
{
    [Fact]
    public void UnrelatedSignalsKeepTheirPowerThroughout()
    {
        const int Length = 400;
        double[] power = new double[8];

        // Slices of one sequence: neighbouring seeds give related ones.
        float[] noise = TestAudio.Noise(1, 600 * Length);
        for (int run = 0; run < 300; run++)
        {
            float[] output = new float[Length];
            new Crossfader(Length).Mix(noise.AsSpan(run * Length, Length), noise.AsSpan((300 + run) * Length, Length), output);
            for (int part = 0; part < power.Length; part++)
            {
                power[part] += output.Skip(part * 50).Take(50).Sum(sample => (double)sample * sample);
            }
        }

        // Uniform noise of ±0.5 has a power of 1/12 a sample.
        Assert.All(power, value => Assert.InRange(10 * Math.Log10(value / (300 * 50 / 12.0)), -0.3, 0.3));
    }

    [Fact]
    public void EqualSignalsPassUnchanged()
    {
        float[] signal = TestAudio.Glide(24000, 1200);
        float[] output = new float[1200];

        new Crossfader(1200).Mix(signal, signal, output);

        Assert.All(output.Zip(signal), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
    }

    [Fact]
    public void TheGainsAreAQuarterOfACosineAndASine()
    {
        float[] ones = Enumerable.Repeat(1f, 10).ToArray();
        float[] fadingOut = new float[10];
        float[] fadingIn = new float[10];

        new Crossfader(10).Mix(ones, new float[10], fadingOut);
        new Crossfader(10).Mix(new float[10], ones, fadingIn);

        for (int i = 0; i < 10; i++)
        {
            Assert.Equal(Math.Cos(Math.PI / 2 * (i + 0.5) / 10), fadingOut[i], 1e-6);
            Assert.Equal(fadingOut[9 - i], fadingIn[i], 1e-6f);
        }
    }

    [Fact]
    public void TheOutputMayBeOneOfTheInputs()
    {
        float[] ending = TestAudio.Noise(1, 64);
        float[] beginning = TestAudio.Noise(2, 64);
        float[] expected = new float[64];
        var fader = new Crossfader(64);
        fader.Mix(ending, beginning, expected);

        fader.Mix(ending, beginning, ending);

        Assert.Equal(expected, ending);
    }

    [Fact]
    public void OppositeSignalsDoNotBlowUp()
    {
        float[] signal = TestAudio.Sine(440, 16000, 320);
        float[] output = new float[320];

        new Crossfader(320).Mix(signal, [.. signal.Select(sample => -sample)], output);

        Assert.All(output, sample => Assert.InRange(sample, -0.51f, 0.51f));
    }
}
