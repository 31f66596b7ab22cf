using StreamServer.Inference.Runtime;

namespace StreamServer.Tests.Runtime;

public sealed class ModelThreadTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_signal_during_a_step_is_not_lost()
    {
        using SemaphoreSlim stepped = new(0);
        int pending = 0;
        using ModelThread thread = new("test", () =>
        {
            while (Interlocked.Exchange(ref pending, 0) > 0)
            {
                stepped.Release();
            }

            return false;
        }, _ => { });
        thread.Start();

        for (int i = 0; i < 2000; i++)
        {
            Interlocked.Increment(ref pending);
            thread.Signal();
            Assert.True(await stepped.WaitAsync(Limit), $"Signal {i} was lost.");
        }
    }

    [Fact]
    public async Task Steps_go_on_without_a_signal_while_there_is_work()
    {
        int left = 100;
        TaskCompletionSource done = new();
        using ModelThread thread = new("test", () =>
        {
            if (--left == 0)
            {
                done.SetResult();
            }

            return left > 0;
        }, _ => { });
        thread.Start();
        thread.Signal();
        await done.Task.WaitAsync(Limit);
    }

    [Fact]
    public async Task What_a_step_throws_ends_the_loop_and_is_reported_once()
    {
        TaskCompletionSource<Exception> died = new();
        using ModelThread thread = new("test", () => throw new InvalidOperationException("model"), died.SetResult);
        thread.Start();
        thread.Signal();

        Assert.Equal("model", (await died.Task.WaitAsync(Limit)).Message);
        Assert.True(thread.Stop(Limit));
    }

    [Fact]
    public void Stop_before_start_and_twice_is_harmless()
    {
        ModelThread thread = new("test", () => false, _ => { });
        Assert.True(thread.Stop(Limit));
        thread.Dispose();
    }
}
