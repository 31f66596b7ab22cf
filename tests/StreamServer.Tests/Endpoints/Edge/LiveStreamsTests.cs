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

    private sealed class Ears : ILiveStream
    {
        public Task StopAsync(CancellationToken deadline) => Task.CompletedTask;
    }

    private sealed class Mouth : ILiveStream
    {
        public Task StopAsync(CancellationToken deadline) => Task.CompletedTask;
    }
}
