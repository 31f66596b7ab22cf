using StreamServer.Inference;
using StreamServer.Inference.Tts.Codec;
using StreamServer.Models.Manifest;

namespace StreamServer.Tests.Tts.Codec;

public sealed class WindowJoinTests
{
    private const int Rate = 16000;
    private const int Near = 60 * Rate / 1000; // 60 ms on each side of a join

    private static readonly long[] Ids = ReferenceFile.Read<long>("t_ids.bin");

    // Of speaker kal16, as the reference tokens.
    private static readonly long[] Globals = [.. Enumerable.Range(96, 32).Select(number => (long)number)];

    // Less than the ten tokens on each side that the bundled codec needs.
    private static readonly CodecSpec Less = new() { LeftContext = 7, RightContext = 5, FullContext = 10 };

    [Fact]
    public void Joins_of_speech_that_was_decoded_with_less_context_do_not_click()
    {
        using BiCodecModel codec = BundledModels.OpenCodec(1);
        int joins = 0;

        // From the smallest window that is used on: every size puts the joins at other places: in vowels, in plosives, in pauses.
        for (int size = 12; size <= 60; size++)
        {
            (float[] samples, List<int> at, float inside) = Decode(codec, Less, size);
            Assert.Equal(Ids.Length * Less.SamplesPerToken, samples.Length);
            foreach (int join in at)
            {
                int from = Math.Max(0, join - Near);
                int to = Math.Min(samples.Length, join + Near);
                float near = Jump(samples, from, to);

                // Where two windows disagree, gains that keep the power add up to more than one: a join on the loudest step may show that.
                Assert.True(near <= inside * 1.05f, $"Windows of {size}: {near} at sample {join}, {inside} at most inside.");
                joins++;
            }
        }

        Assert.True(joins > 200, $"Only {joins} joins.");
    }

    [Fact]
    public void Without_the_crossfade_the_same_windows_do_click()
    {
        using BiCodecModel codec = BundledModels.OpenCodec(1);
        float[] offline = codec.Decode(Ids, Globals, 1).ToArray();
        float blended = 0;
        float cut = 0;
        for (int size = 12; size <= 60; size++)
        {
            (float[] with, List<int> at, _) = Decode(codec, Less, size);
            float[] without = Decode(codec, Less with { FullContext = null }, size).Samples;
            foreach (int join in at)
            {
                float speech = MathF.Abs(offline[join] - offline[join - 1]);
                blended += MathF.Abs(MathF.Abs(with[join] - with[join - 1]) - speech);
                cut += MathF.Abs(MathF.Abs(without[join] - without[join - 1]) - speech);
            }
        }

        Assert.True(cut > 2 * blended, $"Steps at the joins differ from those of speech by {cut} cut and {blended} blended.");
    }

    [Fact]
    public void With_the_full_context_nothing_is_blended()
    {
        WindowJoin join = new(new CodecSpec { LeftContext = 10, RightContext = 10, FullContext = 10 }, Rate, isPlayed: true);
        float[] samples = [1, 2, 3];
        join.Blend(samples, [9, 9, 9]);
        join.Blend(samples, [9, 9, 9]);
        Assert.Equal([1, 2, 3], samples);
    }

    [Fact]
    public void The_next_chunk_begins_with_its_own_samples()
    {
        WindowJoin join = new(new CodecSpec { LeftContext = 1, RightContext = 1, FullContext = 2, CrossfadeMs = 20 }, Rate, isPlayed: true);
        join.Blend(new float[320], Enumerable.Repeat(1f, 320).ToArray());
        join.Reset();
        float[] next = new float[320];
        join.Blend(next, []);
        Assert.Equal(new float[320], next);
    }

    [Fact]
    public void A_crossfade_that_is_longer_than_the_context_after_a_window_is_refused_at_load()
    {
        WindowJoin.ThrowIfTooLong(Less, Rate);
        StreamException refusal = Assert.Throws<StreamException>(() => WindowJoin.ThrowIfTooLong(Less with { CrossfadeMs = 101 }, Rate));
        Assert.Contains("100 at most", refusal.Message, StringComparison.Ordinal);
    }

    /// <returns>The chunk, where its windows meet, and the largest step inside what any window decoded, where nothing is joined.</returns>
    private static (float[] Samples, List<int> Joins, float Inside) Decode(BiCodecModel codec, CodecSpec spec, int size)
    {
        WindowPlan plan = new(spec, size, size, isPlayed: true);
        WindowJoin join = new(spec, Rate, isPlayed: true);
        List<float> samples = [];
        List<int> joins = [];
        float inside = 0;
        int emitted = 0;
        for (int index = 0; plan.Next(index, emitted, Ids.Length, isEnd: true) is { } window; index++)
        {
            float[] decoded = codec.Decode(Ids.AsSpan(window.From, window.Length), Globals, 1).ToArray();
            inside = MathF.Max(inside, Jump(decoded, 0, decoded.Length));
            int from = (window.EmitFrom - window.From) * spec.SamplesPerToken;
            int count = window.Emits * spec.SamplesPerToken;
            join.Blend(decoded.AsSpan(from, count), decoded.AsSpan(from + count));
            if (index > 0)
            {
                joins.Add(samples.Count);
            }

            samples.AddRange(decoded.AsSpan(from, count));
            emitted = window.EmitTo;
        }

        return ([.. samples], joins, inside);
    }

    private static float Jump(float[] samples, int from, int to)
    {
        float largest = 0;
        for (int i = from + 1; i < to; i++)
        {
            largest = MathF.Max(largest, MathF.Abs(samples[i] - samples[i - 1]));
        }

        return largest;
    }
}
