using StreamServer.Inference.Audio;
using StreamServer.Inference.Tts.Post;

namespace StreamServer.Tests.Tts.Post;

public sealed class TimeStretchTests
{
    private const int Rate = 16000;

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.8)]
    [InlineData(1.0)]
    [InlineData(1.3)]
    [InlineData(2.0)]
    public void The_length_changes_by_the_factor_and_the_pitch_does_not(double speed)
    {
        float[] input = [.. Enumerable.Range(0, 2 * Rate).Select(i => 0.5f * MathF.Sin(2 * MathF.PI * 180 * i / Rate))];
        float[] output = Stretch([input], speed);

        Assert.Equal((int)Math.Round(input.Length / speed), output.Length);
        float[] middle = output[(Rate / 8)..^(Rate / 8)];
        double pitch = Crossings(middle) / 2.0 / ((double)middle.Length / Rate);
        Assert.InRange(pitch, 176, 184);

        // A constant tone stays constant: pieces that did not fit would beat.
        for (int at = 0; at + 800 <= middle.Length; at += 800)
        {
            Assert.InRange(middle.Skip(at).Take(800).Max(), 0.45f, 0.51f);
        }
    }

    [Fact]
    public void What_comes_out_does_not_depend_on_how_the_samples_were_cut()
    {
        int seed = Environment.TickCount;
        Random random = new(seed);
        float[] input = [.. Enumerable.Range(0, Rate).Select(i => (0.4f * MathF.Sin(i * 0.07f)) + (random.NextSingle() * 0.1f))];
        float[] whole = Stretch([input], 1.37);
        List<float[]> pieces = [];
        for (int at = 0; at < input.Length;)
        {
            int length = Math.Min(random.Next(1, 900), input.Length - at);
            pieces.Add(input[at..(at + length)]);
            at += length;
        }

        Assert.True(whole.AsSpan().SequenceEqual(Stretch(pieces, 1.37)), $"Seed {seed}.");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public void Very_short_input_keeps_its_length_by_the_factor(int count) => Assert.Equal((int)Math.Round(count / 0.5), Stretch([new float[count]], 0.5).Length);

    private static float[] Stretch(IEnumerable<float[]> pieces, double speed)
    {
        TimeStretch stretch = new(Rate, speed);
        SampleQueue output = new();
        foreach (float[] piece in pieces)
        {
            stretch.Push(piece, output);
        }

        stretch.Finish(output);
        return output.Unread.ToArray();
    }

    private static int Crossings(float[] samples) => samples.Skip(1).Where((sample, i) => samples[i] < 0 != sample < 0).Count();
}
