using StreamServer.Inference;
using StreamServer.Inference.Audio;

namespace StreamServer.Tests.Audio;

public sealed class ResamplerTests
{
    private static readonly int[] Rates = [8000, 16000, 22050, 24000, 32000, 44100, 48000];

    public static TheoryData<int, int> EveryPair()
    {
        var pairs = new TheoryData<int, int>();
        foreach (int input in Rates)
        {
            foreach (int output in Rates)
            {
                pairs.Add(input, output);
            }
        }

        return pairs;
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void TheOutputDoesNotDependOnHowTheInputWasCut(int inputRate, int outputRate)
    {
        int seed = (inputRate * 7) + outputRate;
        var random = new Random(seed);
        float[] input = TestAudio.Noise(seed, 3001);
        float[] whole = Resampler.Convert(input, inputRate, outputRate);
        foreach (int longest in new[] { 1, 7, 160, 1500 })
        {
            var resampler = new Resampler(inputRate, outputRate);
            var output = new List<float>();
            float[] block = new float[1 + random.Next(longest)];
            foreach ((int start, int length) in TestAudio.Pieces(random, input.Length, longest))
            {
                resampler.Push(input.AsSpan(start, length));
                int pulled = resampler.Pull(block); // may leave some for later
                output.AddRange(block.AsSpan(0, pulled));
            }

            resampler.Flush();
            for (int pulled = -1; pulled != 0;)
            {
                pulled = resampler.Pull(block);
                output.AddRange(block.AsSpan(0, pulled));
            }

            Assert.True(whole.AsSpan().SequenceEqual(output.ToArray()), $"seed {seed}, pieces up to {longest}");
        }
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void TheLengthIsTheInputLengthTimesTheRatioRoundedUp(int inputRate, int outputRate)
    {
        foreach (int length in new[] { 0, 1, 2, 3, 5, 100, 441, 1023, 4410 })
        {
            long expected = (long)Math.Ceiling((decimal)length * outputRate / inputRate);
            Assert.Equal(expected, Resampler.Convert(new float[length], inputRate, outputRate).Length);
        }
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void ASineKeepsItsTimeItsPhaseAndItsLevel(int inputRate, int outputRate)
    {
        double frequency = 0.3 * Math.Min(inputRate, outputRate);
        float[] output = Resampler.Convert(TestAudio.Sine(frequency, inputRate, inputRate / 2), inputRate, outputRate);
        float[] ideal = TestAudio.Sine(frequency, outputRate, output.Length);

        // The first and the last 20 ms see the silence around the signal.
        int edge = outputRate / 50;
        double snr = TestAudio.SnrDb(ideal.AsSpan(edge..^edge), output.AsSpan(edge..^edge));
        Assert.True(snr > 85, $"SNR {snr:F1} dB");
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void ThePassBandReachesNineTenthsOfTheLowerNyquistFrequency(int inputRate, int outputRate)
    {
        double frequency = 0.92 * Math.Min(inputRate, outputRate) / 2;
        float[] output = Resampler.Convert(TestAudio.Sine(frequency, inputRate, inputRate / 4), inputRate, outputRate);

        double level = TestAudio.RmsDb(output.Skip(outputRate / 50).SkipLast(outputRate / 50)) - (20 * Math.Log10(0.5 / Math.Sqrt(2)));
        Assert.InRange(level, -0.01, 0.01);
    }

    [Theory]
    [InlineData(48000, 16000)]
    [InlineData(44100, 16000)]
    [InlineData(48000, 8000)]
    [InlineData(22050, 16000)]
    [InlineData(48000, 44100)]
    [InlineData(24000, 22050)]
    public void TonesAboveTheLowerNyquistFrequencyAreEightyDecibelsDown(int inputRate, int outputRate)
    {
        foreach (double share in new[] { 1.005, 1.05, 1.2, 1.6, 2.0, 2.7 })
        {
            double frequency = share * outputRate / 2;
            if (frequency > 0.99 * inputRate / 2)
            {
                continue;
            }

            float[] output = Resampler.Convert(TestAudio.Sine(frequency, inputRate, inputRate / 4, 1), inputRate, outputRate);
            double level = TestAudio.RmsDb(output.Skip(outputRate / 50).SkipLast(outputRate / 50)) + 3.01;
            Assert.True(level < -80, $"{frequency:F0} Hz: {level:F1} dB");
        }
    }

    [Theory]
    [InlineData(8000, 48000)]
    [InlineData(16000, 24000)]
    [InlineData(16000, 48000)]
    [InlineData(22050, 48000)]
    [InlineData(16000, 44100)]
    public void ImagesOfAnUpsampledToneAreEightyDecibelsDown(int inputRate, int outputRate)
    {
        double frequency = 0.9 * inputRate / 2;
        float[] output = Resampler.Convert(TestAudio.Sine(frequency, inputRate, inputRate / 4, 1), inputRate, outputRate);
        int edge = outputRate / 50;
        float[] ideal = TestAudio.Sine(frequency, outputRate, output.Length, 1);
        float[] residue = [.. output.Zip(ideal, (a, b) => a - b)];

        Assert.True(TestAudio.RmsDb(residue.Skip(edge).SkipLast(edge)) + 3.01 < -80);
    }

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void AConstantStaysThatConstant(int inputRate, int outputRate)
    {
        float[] output = Resampler.Convert(Enumerable.Repeat(0.75f, inputRate / 4).ToArray(), inputRate, outputRate);
        int edge = outputRate / 50;

        Assert.All(output.Skip(edge).SkipLast(edge), sample => Assert.Equal(0.75f, sample, 2e-6f));
    }

    [Theory]
    [InlineData(16000, 48000)]
    [InlineData(48000, 16000)]
    [InlineData(44100, 16000)]
    [InlineData(16000, 24000)]
    public void TheOutputIsTheWindowedSincSumInDouble(int inputRate, int outputRate)
    {
        // Independent of the table: the continuous kernel is evaluated at each pair of input and output times.
        double[] input = [.. TestAudio.Noise(3, 600).Select(sample => (double)sample)];
        float[] output = Resampler.Convert([.. input.Select(sample => (float)sample)], inputRate, outputRate);
        double lower = Math.Min(1, (double)outputRate / inputRate);
        int taps = 16 * ((int)Math.Ceiling((90 - 7.95) / (2.285 * 0.08 * lower * Math.PI) / 16) + 1);
        for (int k = 0; k < output.Length; k++)
        {
            double time = (double)k * inputRate / outputRate;
            double sum = 0;
            double weight = 0;
            int first = (int)Math.Floor(time + 1e-9) - (taps / 2) + 1;
            for (int n = first; n < first + taps; n++)
            {
                double h = Kernel(time - n, 0.96 * lower, taps / 2.0);
                weight += h;
                sum += n >= 0 && n < input.Length ? h * input[n] : 0;
            }

            Assert.Equal(sum / weight, output[k], 2e-6);
        }
    }

    [Fact]
    public void WhileStreamingTheOutputLagsByTheStatedLatency()
    {
        foreach (int outputRate in new[] { 8000, 24000, 48000 })
        {
            var resampler = new Resampler(16000, outputRate);
            resampler.Push(new float[16000]);

            Assert.InRange(outputRate - resampler.Available, resampler.LatencySamples - 1, resampler.LatencySamples + 1);
        }
    }

    [Fact]
    public void AfterAResetTheNextStreamIsAsIfNew()
    {
        float[] input = TestAudio.Noise(5, 1000);
        var resampler = new Resampler(16000, 24000);
        resampler.Push(TestAudio.Noise(6, 777));
        resampler.Pull(new float[100]);
        resampler.Reset();

        resampler.Push(input);
        resampler.Flush();
        float[] output = new float[resampler.Available];
        resampler.Pull(output);

        Assert.Equal(Resampler.Convert(input, 16000, 24000), output);
    }

    [Fact]
    public void NothingIsAllocatedOnceWarm()
    {
        var resampler = new Resampler(16000, 48000);
        float[] input = new float[320];
        float[] output = new float[1100];

        Assert.Equal(0, Allocations.OnceWarm(() =>
        {
            for (int i = 0; i < 50; i++)
            {
                resampler.Push(input);
                resampler.Pull(output);
            }
        }));
    }

    [Theory]
    [InlineData(0, 16000)]
    [InlineData(-8000, 16000)]
    [InlineData(47999, 16000)]
    [InlineData(1_000_000, 16000)]
    public void ARateThatCannotBeConvertedIsNamed(int inputRate, int outputRate)
    {
        var error = Assert.Throws<StreamException>(() => new Resampler(inputRate, outputRate));

        Assert.Equal(StreamError.ClientBadAudio, error.Error);
        Assert.Contains($"{inputRate} Hz", error.Message);
    }

    private static double Kernel(double time, double cutoff, double half)
    {
        if (Math.Abs(time) > half)
        {
            return 0;
        }

        double x = cutoff * time;
        double sinc = Math.Abs(x) < 1e-12 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

        // Not divided by its value at the middle: the sum of all weights is divided out.
        return sinc * BesselI0(0.1102 * (90 - 8.7) * Math.Sqrt(1 - (time / half * (time / half))));
    }

    /// <summary>By its integral (1/π) ∫ exp(x cos θ) dθ, not by the series that the server uses.</summary>
    private static double BesselI0(double x) =>
        Enumerable.Range(0, 40).Average(i => Math.Exp(x * Math.Cos(Math.PI * (i + 0.5) / 40)));
}
