using StreamServer.Inference.Audio;

namespace StreamServer.Tests.Audio;

public sealed class FrameAssemblerTests
{
    [Fact]
    public void EverySplitOfAStreamGivesTheSameFrames()
    {
        float[] stream = [.. Enumerable.Range(1, 13).Select(n => (float)n)];
        for (int cuts = 0; cuts < 1 << (stream.Length - 1); cuts++)
        {
            var assembler = new FrameAssembler(4);
            var frames = new List<float>();
            int start = 0;
            for (int end = 1; end <= stream.Length; end++)
            {
                if (end < stream.Length && (cuts & (1 << (end - 1))) == 0)
                {
                    continue;
                }

                assembler.Push(stream.AsSpan(start, end - start));
                start = end;
                while (assembler.TryTake(out ReadOnlySpan<float> frame))
                {
                    Assert.Equal(4, frame.Length);
                    frames.AddRange(frame);
                }
            }

            Assert.Equal(stream.Take(12), frames);
            Assert.Equal(1, assembler.Pending);
            Assert.True(assembler.TryTakeRest(out ReadOnlySpan<float> rest, out int samples));
            Assert.Equal(1, samples);
            Assert.Equal([13f, 0f, 0f, 0f], rest.ToArray());
            Assert.False(assembler.TryTakeRest(out _, out _));
        }
    }

    [Fact]
    public void RandomSplitsOfALongStreamGiveTheSameFrames()
    {
        const int Seed = 11;
        var random = new Random(Seed);
        float[] stream = TestAudio.Noise(Seed, 50_000);
        var assembler = new FrameAssembler(512);
        var frames = new List<float>();
        foreach ((int start, int length) in TestAudio.Pieces(random, stream.Length, 3000))
        {
            assembler.Push(stream.AsSpan(start, length));
            while (random.Next(3) > 0 && assembler.TryTake(out ReadOnlySpan<float> frame))
            {
                frames.AddRange(frame);
            }
        }

        while (assembler.TryTake(out ReadOnlySpan<float> frame))
        {
            frames.AddRange(frame);
        }

        Assert.True(stream.AsSpan(0, frames.Count).SequenceEqual(frames.ToArray()), $"seed {Seed}");
        Assert.Equal(stream.Length, frames.Count + assembler.Pending);
    }

    [Fact]
    public void AWholeFrameIsNotARest()
    {
        var assembler = new FrameAssembler(2);
        assembler.Push([1f, 2f]);

        Assert.False(assembler.TryTakeRest(out _, out _));
        Assert.True(assembler.TryTake(out _));
        Assert.False(assembler.TryTakeRest(out _, out int samples));
        Assert.Equal(0, samples);
    }

    [Fact]
    public void AfterAResetNothingWaits()
    {
        var assembler = new FrameAssembler(2);
        assembler.Push([1f]);

        assembler.Reset();

        Assert.Equal(0, assembler.Pending);
    }
}
