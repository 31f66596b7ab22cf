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
            WindowPlan plan = new(codec, first, first + random.Next(0, 100), isPlayed: random.Next(2) == 0);
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
        WindowPlan plan = new(new CodecSpec { LeftContext = 10, RightContext = 10 }, 12, 50, isPlayed: true);
        List<CodecWindow> windows = Cut(plan, 1000, () => 1000);
        Assert.Equal([12, 19, 30, 49, 50, 50], windows.Take(6).Select(window => window.Emits));
    }

    [Fact]
    public void Played_speech_starts_after_so_many_tokens_and_its_context_grows_to_the_whole()
    {
        CodecSpec codec = new() { LeftContext = 67, RightContext = 67, FullContext = 67, FirstTokens = 12 };
        WindowPlan plan = new(codec, 12, 96, isPlayed: true);
        List<CodecWindow> windows = Cut(plan, 2000, () => 2000);

        Assert.Equal(12, plan.Needed(0, 0));
        Assert.Equal([6, 9, 15, 24, 39, 62, 96], windows.Take(7).Select(window => window.Emits));
        Assert.Equal([6, 9, 13, 20, 30, 45, 67, 67], windows.Take(8).Select(window => window.To - window.EmitTo));

        // What is played when a window's tokens are there, at 2.1 times the speed of playback: never less than nothing.
        for (int index = 1; index < windows.Count - 1; index++)
        {
            double there = (windows[index].To - windows[0].To) / 2.1;
            Assert.True(there <= windows[index].EmitFrom, $"Window {index} needs {windows[index].To} tokens.");
        }

        Assert.False(codec.IsExact(isPlayed: true));
        Assert.True(codec.IsExact(isPlayed: false));
    }

    [Fact]
    public void Speech_that_is_made_whole_has_the_whole_context_in_every_window()
    {
        CodecSpec codec = new() { LeftContext = 67, RightContext = 67, FullContext = 67, FirstTokens = 12 };
        List<CodecWindow> windows = Cut(new WindowPlan(codec, 12, 96, isPlayed: false), 500, () => 500);
        Assert.All(windows, window => Assert.Equal(Math.Min(500, window.EmitTo + 67), window.To));
        Assert.Equal(12, windows[0].Emits);
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
