using StreamServer.Inference;
using StreamServer.Inference.Audio;

namespace StreamServer.Tests.Audio;

public sealed class TimeStretchTests
{
    private const int Rate = 24000;

    public static TheoryData<double> Speeds => [0.25, 0.5, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 2, 3, 4];

    [Theory]
    [MemberData(nameof(Speeds))]
    public void TheOutputDoesNotDependOnHowTheInputWasCut(double speed)
    {
        const int Seed = 21;
        var random = new Random(Seed);
        float[] input = Voice(Rate * 2, pitch: 120);
        float[] whole = Stretch(input, speed);
        foreach (int longest in new[] { 1, 500, 9000 })
        {
            var stretch = new TimeStretch(Rate, speed);
            var output = new List<float>();
            float[] block = new float[700];
            foreach ((int start, int length) in TestAudio.Pieces(random, input.Length, longest))
            {
                stretch.Push(input.AsSpan(start, length));
                output.AddRange(block.AsSpan(0, stretch.Pull(block)));
            }

            stretch.Flush();
            for (int pulled = stretch.Pull(block); pulled > 0; pulled = stretch.Pull(block))
            {
                output.AddRange(block.AsSpan(0, pulled));
            }

            Assert.True(whole.AsSpan().SequenceEqual(output.ToArray()), $"seed {Seed}, pieces up to {longest}");
        }
    }

    [Theory]
    [MemberData(nameof(Speeds))]
    public void TheLengthIsTheInputLengthDividedByTheSpeed(double speed)
    {
        foreach (int length in new[] { 0, 1, 100, 479, 480, 481, 24_000, 61_234 })
        {
            Assert.Equal((int)Math.Round(length / speed), Stretch(TestAudio.Noise(1, length), speed).Length);
        }
    }

    [Theory]
    [MemberData(nameof(Speeds))]
    public void PitchAndLevelStayAndThereIsNoClick(double speed)
    {
        foreach (double pitch in new[] { 75.0, 120, 233 })
        {
            float[] input = Voice(Rate * 2, pitch);
            float[] output = Stretch(input, speed);

            // The end is filled up with silence, which reaches further the slower it is.
            int edge = (int)(Rate / 10 / Math.Min(1, 2 * speed));
            Assert.InRange(Period(output.AsSpan(edge..^edge)) / Period(input.AsSpan(edge..^edge)), 0.995, 1.005);
            Assert.InRange(TestAudio.RmsDb(output[edge..^edge]) - TestAudio.RmsDb(input[edge..^edge]), -1, 0.5);
            Assert.True(LargestBend(output[edge..^edge]) < 1.3 * LargestBend(input[edge..^edge]), $"click at pitch {pitch}");
        }
    }

    [Theory]
    [MemberData(nameof(Speeds))]
    public void EventsAreWhereTheSpeedPutsThem(double speed)
    {
        float[] input = new float[Rate * 3];
        double[] times = [0.5, 1.5, 2.4];
        foreach (double time in times)
        {
            TestAudio.Sine(500, Rate, Rate / 10).CopyTo(input.AsSpan((int)(time * Rate)));
        }

        float[] output = Stretch(input, speed);

        foreach (double time in times)
        {
            int expected = (int)(time / speed * Rate);
            int tolerance = (int)(Rate * Math.Max(0.035, 0.04 / speed)); // one hop and the search, both ways
            int end = expected + (int)(Rate / 10 / speed) + tolerance;
            Assert.True(TestAudio.RmsDb(output[(expected - (3 * tolerance))..(expected - tolerance)]) < -60, $"early at {time} s");
            Assert.True(output[(expected - tolerance)..end].Chunk(Rate / 100).Max(TestAudio.RmsDb) > -15, $"missing at {time} s");
            Assert.True(TestAudio.RmsDb(output[end..(end + tolerance)]) < -60, $"late at {time} s");
        }
    }

    [Fact]
    public void AtSpeedOneNothingChanges()
    {
        float[] input = TestAudio.Noise(1, 10_001);

        Assert.Equal(input, Stretch(input, 1));
    }

    [Theory]
    [MemberData(nameof(Speeds))]
    public void WhileStreamingTheOutputLagsByNoMoreThanTheStatedLatency(double speed)
    {
        var stretch = new TimeStretch(Rate, speed);
        float[] input = Voice(Rate, 150);
        for (int start = 0; start < input.Length; start += 240)
        {
            stretch.Push(input.AsSpan(start, 240));
            double behind = ((start + 240) / speed) - stretch.Available;
            Assert.InRange(behind, 0, stretch.LatencySamples + 1);
        }
    }

    [Fact]
    public void AfterAResetTheNextStreamIsAsIfNew()
    {
        float[] input = Voice(9000, 150);
        var stretch = new TimeStretch(Rate, 1.5);
        stretch.Push(TestAudio.Noise(2, 7000));
        stretch.Reset();
        stretch.Push(input);
        stretch.Flush();
        float[] output = new float[stretch.Available];
        stretch.Pull(output);

        Assert.Equal(Stretch(input, 1.5), output);
    }

    [Fact]
    public void NothingIsAllocatedOnceWarm()
    {
        var stretch = new TimeStretch(Rate, 1.3);
        float[] chunk = Voice(2400, 150);
        float[] output = new float[4800];

        Assert.Equal(0, Allocations.OnceWarm(() => Run(30)));

        void Run(int times)
        {
            for (int i = 0; i < times; i++)
            {
                stretch.Push(chunk);
                stretch.Pull(output);
            }
        }
    }

    [Theory]
    [InlineData(0.24)]
    [InlineData(4.01)]
    [InlineData(double.NaN)]
    public void ASpeedOutOfRangeIsNamed(double speed)
    {
        var error = Assert.Throws<StreamException>(() => new TimeStretch(Rate, speed));

        Assert.Equal("speed", error.Member);
    }

    private static float[] Stretch(float[] input, double speed)
    {
        var stretch = new TimeStretch(Rate, speed);
        stretch.Push(input);
        stretch.Flush();
        float[] output = new float[stretch.Available];
        stretch.Pull(output);
        return output;
    }

    /// <summary>Harmonics that fall off as those of a voice do.</summary>
    private static float[] Voice(int samples, double pitch) =>
        [.. Enumerable.Range(0, samples).Select(n => (float)Enumerable.Range(1, 12).Sum(
            harmonic => 0.25 / harmonic * Math.Sin((2 * Math.PI * harmonic * pitch * n / Rate) + (harmonic * harmonic))))];

    /// <summary>By autocorrelation over 3 to 16 ms, with a parabola between the samples.</summary>
    private static double Period(ReadOnlySpan<float> signal)
    {
        int shortest = Rate * 3 / 1000;
        double[] likeness = new double[Rate * 16 / 1000];
        for (int lag = shortest - 1; lag < likeness.Length; lag++)
        {
            for (int n = 0; n < Math.Min(8000, signal.Length - likeness.Length); n++)
            {
                likeness[lag] += signal[n] * signal[n + lag];
            }
        }

        int best = Enumerable.Range(shortest, likeness.Length - shortest - 1).MaxBy(lag => likeness[lag]);
        (double before, double at, double after) = (likeness[best - 1], likeness[best], likeness[best + 1]);
        return best + (0.5 * (before - after) / (before - (2 * at) + after));
    }

    /// <summary>A click is a corner: it shows in the second difference.</summary>
    private static double LargestBend(float[] signal) =>
        Enumerable.Range(1, signal.Length - 2).Max(n => Math.Abs(signal[n - 1] - (2.0 * signal[n]) + signal[n + 1]));
}
