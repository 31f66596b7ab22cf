using StreamServer.Inference.Stt.Sessions;

namespace StreamServer.Tests.Stt.Sessions;

public sealed class AudioHistoryTests
{
    [Fact]
    public void Shared_slices_keep_their_content_whatever_comes_after()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            Random random = new(seed);
            AudioHistory history = new();
            List<(long Start, ReadOnlyMemory<float> Slice)> shared = [];
            long needed = 0;
            while (history.End < 400_000)
            {
                float[] samples = [.. Enumerable.Range(0, random.Next(1, 9000)).Select(i => (float)(history.End + i))];
                history.Append(samples, needed);
                needed = Math.Max(needed, history.End - random.Next(1, 20_000));
                if (random.Next(3) == 0)
                {
                    shared.Add((needed, history.Share(needed, history.End)));
                }

                Assert.Equal(needed, history.Peek(needed, needed + 1).Span[0]);
            }

            foreach ((long start, ReadOnlyMemory<float> slice) in shared)
            {
                for (int i = 0; i < slice.Length; i += 97)
                {
                    Assert.True(slice.Span[i] == start + i, $"Seed {seed}: the slice at {start} was written over.");
                }
            }
        }
    }

    [Fact]
    public void A_restart_goes_on_at_its_position()
    {
        AudioHistory history = new();
        history.Append(new float[100], 0);

        history.Restart(5000);
        history.Append([7], 5000);

        Assert.Equal(5001, history.End);
        Assert.Equal(7, history.Peek(5000, 5001).Span[0]);
    }
}
