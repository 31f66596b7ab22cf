using StreamServer.Inference.Tts.Cloning;

namespace StreamServer.Tests.Tts.Cloning;

public sealed class ReferenceClipTests
{
    [Theory]
    [InlineData(0.03)] // raised to a peak of 0.1 first
    [InlineData(0.3)]
    [InlineData(0.0001)]
    [InlineData(3)]
    public void The_loudness_is_that_of_the_published_code(double amplitude)
    {
        float[] samples = [.. Enumerable.Range(0, 100_000).Select(i => (float)(amplitude * Math.Sin(i * 0.01) * Math.Sin(i * 0.0003)))];

        float[] clip = ReferenceClip.Prepare(samples);

        double[] expected = Normalize([.. samples.Select(sample => (double)sample)]);
        Assert.Equal(100_000 / 320 * 320, clip.Length);
        for (int i = 0; i < clip.Length; i++)
        {
            Assert.Equal(expected[i], clip[i], 1e-4);
        }
    }

    [Fact]
    public void A_short_recording_is_repeated_to_six_seconds_and_all_of_a_long_one_is_used()
    {
        float[] clip = ReferenceClip.Prepare([.. Enumerable.Range(0, 50_000).Select(i => MathF.Sin(i))]);
        Assert.Equal(96_000, clip.Length);
        Assert.Equal(clip[..46_000], clip[50_000..]);

        Assert.Equal(480_000, ReferenceClip.Prepare([.. Enumerable.Range(0, 480_000).Select(i => MathF.Sin(i))]).Length);
    }

    /// <summary>audio_volume_normalize, statement by statement.</summary>
    private static double[] Normalize(double[] audio)
    {
        double[] temp = [.. audio.Select(Math.Abs).Order()];
        if (temp[^1] < 0.1)
        {
            double factor = Math.Max(temp[^1], 1e-3);
            audio = [.. audio.Select(sample => sample / factor * 0.1)];
        }

        temp = [.. temp.Where(sample => sample > 0.01)];
        if (temp.Length <= 10)
        {
            return audio;
        }

        double volume = temp[(int)(0.9 * temp.Length)..(int)(0.99 * temp.Length)].Average();
        double gain = Math.Clamp(0.2 / volume, 0.1, 10);
        audio = [.. audio.Select(sample => sample * gain)];
        double most = audio.Max(Math.Abs);
        return most > 1 ? [.. audio.Select(sample => sample / most)] : audio;
    }
}
