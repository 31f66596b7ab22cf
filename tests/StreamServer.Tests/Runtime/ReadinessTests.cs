using StreamServer.Inference;
using StreamServer.Inference.Runtime;

namespace StreamServer.Tests.Runtime;

public sealed class ReadinessTests
{
    [Fact]
    public void Is_red_until_every_part_is_clear_and_refuses_only_the_part_that_is_not()
    {
        Readiness readiness = new();
        readiness.Block("stt", "loading");
        readiness.Block("tts", "loading");
        readiness.Clear("stt");

        Assert.False(readiness.IsReady);
        Assert.Equal(["tts"], readiness.Reasons.Keys);
        readiness.ThrowUnlessReady("stt", "Speech to text");
        Assert.Equal(StreamError.ServerNotReady,
            Assert.Throws<StreamException>(() => readiness.ThrowUnlessReady("tts", "Text to speech")).Error);

        readiness.Clear("tts");
        Assert.True(readiness.IsReady);
    }

    [Fact]
    public void Stays_red_once_the_server_stops()
    {
        Readiness readiness = new();
        readiness.Stop();
        readiness.Clear("stt");

        // Whoever comes before the load balancer has seen it is still served.
        Assert.False(readiness.IsReady);
        readiness.ThrowUnlessReady("stt", "Speech to text");

        readiness.Refuse();
        Assert.Equal(StreamError.ServerStopping,
            Assert.Throws<StreamException>(() => readiness.ThrowUnlessReady("stt", "Speech to text")).Error);
    }
}
