using StreamServer.Inference.Stt.Sessions;

namespace StreamServer.Tests.Stt.Sessions;

public sealed class SpokenClockTests
{
    private const int Rate = 16000;

    private readonly SteppedClock _time = new();
    private readonly SpokenClock _clock;

    public SpokenClockTests() => _clock = new SpokenClock(_time);

    [Fact]
    public void Audio_that_comes_as_it_is_spoken_is_where_it_is()
    {
        for (int piece = 0; piece < 500; piece++)
        {
            _clock.Record(piece * 320, _time.GetTimestamp());
            _time.Advance(TimeSpan.FromMilliseconds(piece % 7 == 0 ? 100 : 20 - (80 / 6.0)));
        }

        Assert.Equal(TimeSpan.FromSeconds(5), At(5 * Rate));
    }

    [Fact]
    public void What_comes_after_a_time_of_nothing_is_placed_at_its_arrival()
    {
        _clock.Record(0, _time.GetTimestamp());
        _time.Advance(TimeSpan.FromSeconds(6));
        _clock.Record(Rate, _time.GetTimestamp());

        Assert.Equal(TimeSpan.FromSeconds(0.5), At(Rate / 2));
        Assert.Equal(TimeSpan.FromSeconds(6.5), At(Rate + (Rate / 2)));
    }

    [Fact]
    public void A_recording_that_is_sent_at_once_lies_on_its_own_clock()
    {
        for (int second = 0; second < 60; second++)
        {
            _clock.Record(second * Rate, _time.GetTimestamp());
        }

        Assert.Equal(TimeSpan.FromSeconds(59), At(59 * Rate));
    }

    [Fact]
    public void Before_any_audio_nothing_is_known() => Assert.Null(_clock.When(0));

    private TimeSpan At(long position) => _time.GetElapsedTime(0, _clock.When(position)!.Value);
}
