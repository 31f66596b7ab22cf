using StreamServer.Inference.Audio;

namespace StreamServer.Tests.Audio;

public sealed class SilenceTests
{
    private const int Rate = 16000;
    private const int Block = Rate / 100;

    [Fact]
    public void LeadingSilenceIsTrimmedToAShortLead()
    {
        float[] sound = TestAudio.Sine(300, Rate, Rate / 2);
        float[] output = Trim([.. Quiet(Rate), .. sound]);

        Assert.Equal(sound.Length + (3 * Block), output.Length);
        Assert.Equal(sound, output[^sound.Length..]);
        Assert.True(Math.Abs(output[0]) < 1e-4, "the lead fades in");
    }

    [Fact]
    public void SpeechThatStartsAtOnceIsLeftAlone()
    {
        float[] sound = TestAudio.Glide(Rate, 12_345);

        Assert.Equal(sound, Trim(sound));
        Assert.Equal([.. Quiet(2 * Block), .. sound], Trim([.. Quiet(2 * Block), .. sound]));
    }

    [Fact]
    public void SilenceLaterOnIsNotTheTrimmersBusiness()
    {
        float[] speech = [.. TestAudio.Sine(300, Rate, 3000), .. Quiet(Rate), .. TestAudio.Sine(300, Rate, 3000)];

        Assert.Equal(speech, Trim(speech));
    }

    [Fact]
    public void NothingComesOfSilenceAlone()
    {
        Assert.Empty(Trim(Quiet(Rate)));
        Assert.Empty(Trim(Quiet(10)));
        Assert.Empty(Trim([]));
    }

    [Fact]
    public void ASoundInTheLastIncompleteBlockIsKept()
    {
        float[] output = Trim([.. Quiet(Rate), .. TestAudio.Sine(300, Rate, 50)]);

        Assert.Equal((3 * Block) + 50, output.Length);
    }

    [Fact]
    public void LongRunsAreShortenedAndTheSoundsStayWhole()
    {
        float[] first = TestAudio.Sine(300, Rate, 32 * Block);
        float[] second = TestAudio.Sine(500, Rate, 48 * Block);
        float[] output = Limit([.. first, .. Quiet(Rate), .. second, .. Quiet(2 * Rate), .. first], mostMs: 300, out long cut);

        // The join lays one block over another.
        int silence = 29 * Block;
        Assert.Equal(first.Length + silence + second.Length + silence + first.Length, output.Length);
        Assert.Equal((3 * Rate) - (2 * silence), cut);
        Assert.Equal(first, output[..first.Length]);
        Assert.Equal(second, output[(first.Length + silence)..(first.Length + silence + second.Length)]);
        Assert.Equal(first, output[^first.Length..]);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(290)]
    [InlineData(300)]
    public void RunsUpToTheLimitAreLeftAlone(int milliseconds)
    {
        float[] speech =
            [.. TestAudio.Sine(300, Rate, 10 * Block), .. Quiet(Rate * milliseconds / 1000), .. TestAudio.Sine(300, Rate, 1777)];

        Assert.Equal(speech, Limit(speech, mostMs: 300, out long cut));
        Assert.Equal(0, cut);
    }

    [Fact]
    public void ARunAtTheEndIsShortenedToo()
    {
        float[] sound = TestAudio.Sine(300, Rate, 10 * Block);

        Assert.Equal(sound.Length + (29 * Block), Limit([.. sound, .. Quiet(Rate)], mostMs: 300, out _).Length);
    }

    [Fact]
    public void TheOutputsDoNotDependOnHowTheInputWasCut()
    {
        const int Seed = 5;
        var random = new Random(Seed);
        float[] input = [.. Quiet(7001), .. TestAudio.Noise(1, 5003), .. Quiet(20_011), .. TestAudio.Noise(2, 3001), .. Quiet(9000)];
        float[] trimmed = Trim(input);
        float[] limited = Limit(input, 200, out _);
        foreach (int longest in new[] { 1, 100, 6000 })
        {
            var trimmer = new SilenceTrimmer(Rate);
            var limiter = new SilenceLimiter(Rate, 200);
            foreach ((int start, int length) in TestAudio.Pieces(random, input.Length, longest))
            {
                trimmer.Push(input.AsSpan(start, length));
                limiter.Push(input.AsSpan(start, length));
            }

            trimmer.Flush();
            limiter.Flush();
            Assert.True(trimmed.AsSpan().SequenceEqual(Pull(trimmer.Available, trimmer.Pull)), $"seed {Seed}, pieces up to {longest}");
            Assert.True(limited.AsSpan().SequenceEqual(Pull(limiter.Available, limiter.Pull)), $"seed {Seed}, pieces up to {longest}");
        }
    }

    [Fact]
    public void AfterAResetTheNextStreamIsAsIfNew()
    {
        float[] input = [.. Quiet(7001), .. TestAudio.Noise(1, 5003), .. Quiet(20_011)];
        var trimmer = new SilenceTrimmer(Rate);
        var limiter = new SilenceLimiter(Rate, 200);
        trimmer.Push(TestAudio.Noise(3, 1234));
        limiter.Push([.. TestAudio.Noise(3, 1234), .. Quiet(9999)]);
        trimmer.Reset();
        limiter.Reset();

        trimmer.Push(input);
        limiter.Push(input);
        trimmer.Flush();
        limiter.Flush();

        Assert.Equal(Trim(input), Pull(trimmer.Available, trimmer.Pull));
        Assert.Equal(Limit(input, 200, out _), Pull(limiter.Available, limiter.Pull));
    }

    /// <summary>The hiss of a codec at -60 dB.</summary>
    private static float[] Quiet(int samples) => TestAudio.Noise(samples, samples, 0.001 * Math.Sqrt(3));

    private static float[] Trim(float[] input)
    {
        var trimmer = new SilenceTrimmer(Rate);
        trimmer.Push(input);
        trimmer.Flush();
        Assert.Equal(input.Length, trimmer.Available + trimmer.Trimmed + (trimmer.HasStarted ? 0 : input.Length - trimmer.Trimmed));
        return Pull(trimmer.Available, trimmer.Pull);
    }

    private static float[] Limit(float[] input, int mostMs, out long cut)
    {
        var limiter = new SilenceLimiter(Rate, mostMs);
        limiter.Push(input);
        limiter.Flush();
        cut = limiter.Cut;
        Assert.Equal(input.Length - cut, limiter.Available);
        return Pull(limiter.Available, limiter.Pull);
    }

    private delegate int Puller(Span<float> output);

    private static float[] Pull(int count, Puller pull)
    {
        float[] output = new float[count];
        Assert.Equal(count, pull(output));
        return output;
    }
}
