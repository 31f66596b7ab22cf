using StreamServer.Inference.Tts.Codec;

namespace StreamServer.Tests.Tts.Codec;

public sealed class BiCodecModelTests
{
    private static readonly long[] Ids = ReferenceFile.Read<long>("t_ids.bin");
    private static readonly float[] Wave = ReferenceFile.Read<float>("t_wav.bin");

    // The reference is of speaker kal16, who owns the globals 96 to 127.
    private static readonly long[] Globals = [.. Enumerable.Range(96, 32).Select(number => (long)number)];

    [Fact]
    public void The_offline_decode_is_the_reference()
    {
        using BiCodecModel codec = BundledModels.OpenCodec(2);
        ReadOnlySpan<float> samples = codec.Decode(Ids, Globals, 1);
        Assert.Equal(Wave.Length, samples.Length);
        Assert.True(Largest(samples, Wave) < 1e-5f);
    }

    [Theory]
    [InlineData(12, 50)]
    [InlineData(1, 7)]
    [InlineData(200, 200)]
    public void Windows_with_full_context_are_the_offline_decode_to_less_than_half_a_step_of_16_bits(int first, int most)
    {
        using BiCodecModel codec = BundledModels.OpenCodec(2);
        WindowPlan plan = new(BundledModels.Codec.Codec!, first, most, isPlayed: true);
        List<float> samples = [];
        int emitted = 0;
        for (int index = 0; plan.Next(index, emitted, Ids.Length, isEnd: true) is { } window; index++)
        {
            ReadOnlySpan<float> decoded = codec.Decode(Ids.AsSpan(window.From, window.Length), Globals, 1);
            samples.AddRange(decoded.Slice((window.EmitFrom - window.From) * 320, window.Emits * 320));
            emitted = window.EmitTo;
        }

        Assert.Equal(Wave.Length, samples.Count);
        Assert.True(Largest([.. samples], Wave) < 0.5f / 32768);
    }

    [Fact]
    public void A_window_is_the_same_to_the_bit_in_every_batch_from_the_minimum_on()
    {
        const int length = 32;
        using BiCodecModel codec = BundledModels.OpenCodec(6);
        float[]? expected = null;
        for (int batch = codec.MinimumBatch; batch <= 6; batch++)
        {
            for (int place = 0; place < batch; place++)
            {
                long[] semantic = [.. Enumerable.Range(0, batch).SelectMany(row => Ids.Skip(row == place ? 100 : 20 * row).Take(length))];
                long[] globals = [.. Enumerable.Range(0, batch).SelectMany(row => Enumerable.Range(row == place ? 96 : 32 * (row % 4), 32))
                    .Select(number => (long)number)];
                float[] row = codec.Decode(semantic, globals, batch).Slice(place * length * 320, length * 320).ToArray();
                expected ??= row;
                Assert.True(expected.AsSpan().SequenceEqual(row), $"Batch {batch}, row {place} differs.");
            }
        }
    }

    private static float Largest(ReadOnlySpan<float> one, ReadOnlySpan<float> other)
    {
        float largest = 0;
        for (int i = 0; i < one.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(one[i] - other[i]));
        }

        return largest;
    }
}
