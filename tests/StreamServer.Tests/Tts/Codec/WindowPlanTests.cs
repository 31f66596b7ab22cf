using StreamServer.Inference.Tts.Codec;
using StreamServer.Models.Manifest;

namespace StreamServer.Tests.Tts.Codec;

public sealed class WindowPlanTests
{
    [Fact]
    public void Whenever_tokens_come_the_windows_are_the_same_and_cover_every_token_once()
    {
        int seed = Environment.TickCount;
        Random random = new(seed);
        for (int round = 0; round < 300; round++)
        {
            CodecSpec codec = new() { LeftContext = random.Next(0, 70), RightContext = random.Next(0, 70) };
            int first = random.Next(1, 30);
            WindowPlan plan = new(codec, first, first + random.Next(0, 100));
            int total = random.Next(0, 400);

            List<CodecWindow> atOnce = Cut(plan, total, () => total);
            int available = 0;
            List<CodecWindow> inPieces = Cut(plan, total, () => available = Math.Min(total, available + random.Next(1, 40)));

            Assert.True(atOnce.SequenceEqual(inPieces), $"Seed {seed}, round {round}.");
            int at = 0;
            foreach (CodecWindow window in atOnce)
            {
                Assert.True(window.EmitFrom == at && window.EmitTo > at, $"Seed {seed}, round {round}.");
                Assert.Equal(Math.Max(0, at - codec.LeftContext), window.From);
                Assert.Equal(window.EmitTo == total ? total : window.EmitTo + codec.RightContext, window.To);
                at = window.EmitTo;
            }

            Assert.Equal(total, at);
        }
    }

    [Fact]
    public void The_first_window_is_the_smallest_and_they_grow_to_the_limit()
    {
        WindowPlan plan = new(new CodecSpec { LeftContext = 10, RightContext = 10 }, 12, 50);
        List<CodecWindow> windows = Cut(plan, 1000, () => 1000);
        Assert.Equal([12, 19, 30, 49, 50, 50], windows.Take(6).Select(window => window.Emits));
    }

    private static List<CodecWindow> Cut(WindowPlan plan, int total, Func<int> more)
    {
        List<CodecWindow> windows = [];
        int emitted = 0;
        int available = more();
        while (true)
        {
            if (plan.Next(windows.Count, emitted, available, isEnd: available == total) is { } window)
            {
                windows.Add(window);
                emitted = window.EmitTo;
            }
            else if (available == total)
            {
                return windows;
            }
            else
            {
                available = more();
            }
        }
    }
}
