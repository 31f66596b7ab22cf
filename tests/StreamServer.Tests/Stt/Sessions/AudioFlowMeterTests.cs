using StreamServer.Inference.Stt.Sessions;

namespace StreamServer.Tests.Stt.Sessions;

public sealed class AudioFlowMeterTests
{
    private static readonly TimeSpan Chunk = TimeSpan.FromMilliseconds(50);

    private readonly SteppedClock _time = new();
    private readonly AudioFlowMeter _meter;

    public AudioFlowMeterTests() => _meter = new AudioFlowMeter(_time);

    [Fact]
    public void Audio_at_its_pace_neither_runs_dry_nor_over()
    {
        Send(100, Chunk);

        AudioFlow flow = _meter.Now;
        Assert.Equal((0, 0), (flow.Underruns, flow.Overruns));
        Assert.Equal(50, flow.ChunkMs);
        Assert.InRange(flow.LevelMs, -51, 51);
        Assert.Equal(50, flow.AdvisedChunkMs);
    }

    [Fact]
    public void What_comes_late_is_counted_once_and_the_clock_goes_on_from_there()
    {
        Send(10, Chunk);
        _time.Advance(TimeSpan.FromSeconds(1));
        Send(10, Chunk);
        _time.Advance(TimeSpan.FromSeconds(3));
        Send(10, Chunk);

        Assert.Equal(2, _meter.Now.Underruns);
    }

    [Fact]
    public void A_gap_that_was_announced_is_none() =>
        Assert.Equal(0, GapOf(TimeSpan.FromSeconds(5)).Underruns);

    [Fact]
    public void What_runs_ahead_is_counted_once_until_the_clock_has_caught_up()
    {
        Send(100, TimeSpan.Zero);
        Assert.Equal(1, _meter.Now.Overruns);
        Assert.InRange(_meter.Now.LevelMs, 4900, 5100);

        _time.Advance(TimeSpan.FromSeconds(5));
        Send(100, TimeSpan.Zero);
        Assert.Equal(2, _meter.Now.Overruns);
    }

    [Theory]
    [InlineData(5, 50)]
    [InlineData(40, 80)]
    [InlineData(500, 200)]
    public void Chunks_are_advised_by_what_one_takes_the_server(int workMs, double advised)
    {
        long arrived = _time.GetTimestamp();
        _time.Advance(TimeSpan.FromMilliseconds(workMs));
        _meter.Record(Chunk, arrived);

        Assert.Equal(advised, _meter.Now.AdvisedChunkMs);
    }

    private AudioFlow GapOf(TimeSpan length)
    {
        Send(10, Chunk);
        _meter.Skip(length);
        _time.Advance(length);
        Send(10, Chunk);
        return _meter.Now;
    }

    private void Send(int chunks, TimeSpan pace)
    {
        for (int i = 0; i < chunks; i++)
        {
            _meter.Record(Chunk, _time.GetTimestamp());
            _time.Advance(pace);
        }
    }
}
