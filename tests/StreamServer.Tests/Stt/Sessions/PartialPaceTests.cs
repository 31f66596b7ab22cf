using StreamServer.Inference.Stt.Sessions;

namespace StreamServer.Tests.Stt.Sessions;

public sealed class PartialPaceTests
{
    private static readonly TimeSpan Wish = TimeSpan.FromMilliseconds(300);

    [Theory]
    [InlineData(0, 300)]
    [InlineData(0.5, 300)]
    [InlineData(0.75, 825)]
    [InlineData(1, 2400)]
    public void The_interval_stretches_once_the_worker_is_more_than_half_busy(double utilisation, double expected) =>
        Assert.Equal(expected, PartialPace.Interval(Wish, utilisation).TotalMilliseconds, 1);
}
