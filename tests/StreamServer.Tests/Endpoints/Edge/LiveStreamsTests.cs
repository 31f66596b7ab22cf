using Microsoft.Extensions.Logging.Abstractions;
using StreamServer.Endpoints.Edge;

namespace StreamServer.Tests.Endpoints.Edge;

public sealed class LiveStreamsTests
{
    [Fact]
    public void The_newest_of_a_kind_come_first_and_those_that_are_done_not_at_all()
    {
        LiveStreams streams = new(NullLogger<LiveStreams>.Instance);
        Ears first = new();
        Ears second = new();
        Ears third = new();
        using IDisposable one = streams.Register(first);
        using IDisposable other = streams.Register(new Mouth());
        IDisposable two = streams.Register(second);
        using IDisposable three = streams.Register(third);

        Assert.Equal([third, second, first], streams.Newest<Ears>());
        two.Dispose();
        Assert.Equal([third, first], streams.Newest<Ears>());
        Assert.Equal(3, streams.Count);
    }

    [Fact]
    public async Task A_connection_that_is_let_in_while_the_others_are_asked_to_end_is_asked_too()
    {
        LiveStreams streams = new(NullLogger<LiveStreams>.Instance);
        Slow first = new();
        Slow late = new();
        IDisposable one = streams.Register(first);
        Task<bool> stopping = streams.StopAllAsync(Order(CancellationToken.None));
        IDisposable two = streams.Register(late);
        await late.Asked.Task.WaitAsync(TimeSpan.FromSeconds(20));

        first.Done.SetResult();
        one.Dispose();
        Assert.False(stopping.IsCompleted);
        late.Done.SetResult();
        two.Dispose();
        Assert.True(await stopping.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    [Fact]
    public async Task Those_that_fail_or_are_late_do_not_keep_the_stop_from_ending()
    {
        LiveStreams streams = new(NullLogger<LiveStreams>.Instance);
        using CancellationTokenSource deadline = new();
        using IDisposable one = streams.Register(new Slow());
        using IDisposable two = streams.Register(new Broken());
        Task<bool> stopping = streams.StopAllAsync(Order(deadline.Token));
        await deadline.CancelAsync();
        Assert.False(await stopping.WaitAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(2, streams.Count);
    }

    private static StopOrder Order(CancellationToken deadline) =>
        new(TimeProvider.System, TimeSpan.FromSeconds(20), deadline, deadline);

    private sealed class Slow : ILiveStream
    {
        public TaskCompletionSource Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task StopAsync(StopOrder order)
        {
            Asked.TrySetResult();
            return Done.Task;
        }
    }

    private sealed class Broken : ILiveStream
    {
        public Task StopAsync(StopOrder order) => throw new InvalidOperationException("A fault of ours.");
    }

    private sealed class Ears : ILiveStream
    {
        public Task StopAsync(StopOrder order) => Task.CompletedTask;
    }

    private sealed class Mouth : ILiveStream
    {
        public Task StopAsync(StopOrder order) => Task.CompletedTask;
    }
}
