using StreamServer.Inference.Audio;

namespace StreamServer.Tests.Audio;

public sealed class PhaseMixTests
{
    [Theory]
    [InlineData(0.9)]
    [InlineData(0)]
    [InlineData(-0.5)]
    public void Channels_that_are_no_opposites_are_mixed_as_ever(double likeness)
    {
        float[] a = TestAudio.Noise(1, 20_000);
        float[] b = TestAudio.Noise(2, 20_000);
        float[] stereo = Interleave(a, [.. a.Zip(b, (x, y) => (float)((likeness * x) + ((1 - Math.Abs(likeness)) * y)))]);
        float[] expected = new float[a.Length];
        Downmix.Mean(stereo, 2, expected);

        Assert.Equal(expected, Mix(stereo, 2, 1000));
    }

    [Theory]
    [InlineData(64)]
    [InlineData(333)]
    [InlineData(20_000)]
    public void The_opposite_of_a_channel_is_turned_over(int piece)
    {
        float[] a = TestAudio.Glide(16000, 20_000);

        float[] mixed = Mix(Interleave(a, [.. a.Select(sample => -sample)]), 2, piece);

        Assert.True(TestAudio.SnrDb(a[200..], mixed[200..]) > 60);
    }

    [Fact]
    public void A_channel_that_comes_right_again_is_mixed_as_it_is()
    {
        float[] a = TestAudio.Glide(16000, 32_000);
        float[] b = [.. a.Select((sample, i) => i < 16_000 ? -sample : sample)];

        float[] mixed = Mix(Interleave(a, b), 2, 512);

        Assert.True(TestAudio.SnrDb(a[24_000..], mixed[24_000..]) > 100);
    }

    private static float[] Mix(float[] interleaved, int channels, int piece)
    {
        PhaseMix mix = new(channels, 16000);
        float[] mono = new float[interleaved.Length / channels];
        for (int start = 0; start < mono.Length; start += piece)
        {
            int count = Math.Min(piece, mono.Length - start);
            Assert.Equal(count, mix.Mix(interleaved.AsSpan(start * channels, count * channels), mono.AsSpan(start)));
        }

        return mono;
    }

    private static float[] Interleave(float[] a, float[] b) => [.. a.Zip(b, (x, y) => new[] { x, y }).SelectMany(pair => pair)];
}
