using StreamServer.Inference.Audio;
using StreamServer.Inference.Tts.Post;
using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Tests.Tts.Post;

public sealed class ChunkShaperTests
{
    private const int Rate = 16000;

    [Fact]
    public void What_comes_out_does_not_depend_on_how_the_samples_were_cut()
    {
        int seed = Environment.TickCount;
        Random random = new(seed);
        float[] samples = [.. Quiet(3000, random), .. Tone(8000), .. Quiet(20000, random), .. Tone(5000), .. Quiet(6000, random)];
        float[] whole = Shape([samples]);
        for (int round = 0; round < 50; round++)
        {
            List<float[]> pieces = [];
            for (int at = 0; at < samples.Length;)
            {
                int length = Math.Min(random.Next(1, 4000), samples.Length - at);
                pieces.Add(samples[at..(at + length)]);
                at += length;
            }

            Assert.True(whole.AsSpan().SequenceEqual(Shape(pieces)), $"Seed {seed}, round {round}.");
        }
    }

    [Fact]
    public void Silence_is_cut_before_after_and_inside()
    {
        Random random = new(1);
        float[] shaped = Shape([[.. Quiet(16000, random), .. Tone(8000), .. Quiet(32000, random), .. Tone(8000), .. Quiet(16000, random)]]);

        // 40 ms before, 0.5 s, 0.7 s of the two seconds, 0.5 s, 80 ms after; frames of 10 ms at the edges.
        Assert.InRange(shaped.Length, 0.040 * Rate + 8000 + 0.68 * Rate + 8000 + 0.07 * Rate,
            0.060 * Rate + 8000 + 0.73 * Rate + 8000 + 0.10 * Rate);
    }

    [Fact]
    public void Nothing_comes_of_silence_alone()
    {
        Random random = new(3);
        Assert.Empty(Shape([[.. Quiet(Rate, random)]]));
        Assert.Empty(Shape([[.. Quiet(10, random)]]));
        Assert.Empty(Shape([[]]));
    }

    [Fact]
    public void A_sound_in_the_last_incomplete_frame_is_kept()
    {
        Random random = new(4);
        Assert.Equal((40 * Rate / 1000) + 50, Shape([[.. Quiet(Rate, random), .. Tone(50)]]).Length);
    }

    [Fact]
    public void After_the_first_samples_fade_in_speech_that_starts_at_once_is_left_alone()
    {
        float[] sound = [.. Tone(12_345)];
        float[] shaped = Shape([sound]);

        Assert.Equal(sound.Length, shaped.Length);
        int fade = 5 * Rate / 1000;
        Assert.Equal(sound[fade..^fade], shaped[fade..^fade]);
    }

    [Fact]
    public void Short_pauses_inside_a_chunk_stay_as_they_are()
    {
        float[] samples = [.. Tone(8000), .. new float[4800], .. Tone(8000)];
        Assert.Equal(samples.Length, Shape([samples]).Length);
    }

    [Theory]
    [InlineData(nameof(ChunkEnd.Word))]
    [InlineData(nameof(ChunkEnd.Clause))]
    [InlineData(nameof(ChunkEnd.Sentence))]
    [InlineData(nameof(ChunkEnd.Paragraph))]
    public void Between_two_chunks_there_is_the_pause_of_what_ended_and_no_click(string name)
    {
        ChunkEnd end = Enum.Parse<ChunkEnd>(name);
        Random random = new(2);

        // Both chunks end and start in the middle of a sound, at full swing: the worst case.
        float[] one = [.. Tone(8003), .. Quiet(end == ChunkEnd.Clause ? 3000 : 0, random)];
        float[] two = [.. Tone(8007)];
        ChunkShaper shaper = new(Rate);
        SampleQueue output = new();
        shaper.Push(one, output);
        shaper.EndChunk(output);
        int join = output.Count;
        shaper.Pause(end, output);
        shaper.Push(two, output);
        shaper.EndChunk(output);
        float[] samples = output.Unread.ToArray();

        float inside = Jump(one);
        Assert.True(Jump(samples.AsSpan(Math.Max(0, join - 960), 1920)) <= inside * 1.01f);
        int expected = Rate * ChunkShaper.PauseMs(end) / 1000;
        int silence = samples.Length - one.Length - two.Length + (end == ChunkEnd.Clause ? 3000 : 0);
        Assert.InRange(silence, expected - (Rate * 55 / 1000), expected + (Rate * 10 / 1000));
    }

    private static float[] Shape(IEnumerable<float[]> pieces)
    {
        ChunkShaper shaper = new(Rate);
        SampleQueue output = new();
        foreach (float[] piece in pieces)
        {
            shaper.Push(piece, output);
        }

        shaper.EndChunk(output);
        return output.Unread.ToArray();
    }

    private static float Jump(ReadOnlySpan<float> samples)
    {
        float largest = 0;
        for (int i = 1; i < samples.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(samples[i] - samples[i - 1]));
        }

        return largest;
    }

    private static IEnumerable<float> Tone(int count) => Enumerable.Range(0, count)
        .Select(i => 0.5f * MathF.Cos(2 * MathF.PI * 440 * i / Rate));

    private static IEnumerable<float> Quiet(int count, Random random) => Enumerable.Range(0, count)
        .Select(_ => (random.NextSingle() - 0.5f) * 0.001f);
}
