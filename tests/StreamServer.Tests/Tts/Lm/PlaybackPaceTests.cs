using Microsoft.Extensions.Time.Testing;
using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Tests.Tts.Lm;

public sealed class PlaybackPaceTests
{
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void A_newcomer_grows_later_while_he_waits_and_a_listener_while_he_plays()
    {
        PlaybackPace pace = new(_clock, 50);
        Pass(2);
        Assert.Equal(-2, pace.SecondsAhead, 6);
        Make(pace, 100, sound: 50);
        pace.Offer();
        pace.Accept();
        Assert.Equal(2, pace.SecondsAhead, 6);
        Assert.Equal(1, pace.SoundAhead, 6);
        Pass(0.5);
        Assert.Equal(1.5, pace.SecondsAhead, 6);
        Assert.Equal(0.5, pace.SoundAhead, 6);
    }

    [Fact]
    public void Nobody_is_later_than_a_gap_and_after_it_he_plays_on()
    {
        PlaybackPace pace = Started(50);
        Pass(60);
        Assert.Equal(-PlaybackPace.MostLate, pace.SecondsAhead, 6);
        Make(pace, 50, sound: 50);
        pace.Offer();
        pace.Accept();
        Assert.Equal(1, pace.SecondsAhead, 6);
        Assert.Equal(59, pace.LongestGap, 6);
    }

    [Fact]
    public void A_full_socket_is_not_one_that_runs_dry()
    {
        PlaybackPace pace = Started(50);
        Make(pace, 500, sound: 100);
        pace.Offer();
        Pass(60);
        Assert.Equal(10, pace.SecondsAhead, 6);
        pace.Accept();
        Assert.Equal(0, pace.LongestGap, 6);
        Assert.True(pace.SoundAhead >= 0.9, $"{pace.SoundAhead} s.");
    }

    [Fact]
    public void What_is_sent_whole_is_never_played_while_it_is_made()
    {
        PlaybackPace pace = new(_clock, 50, isPlayed: false);
        Make(pace, 50, sound: 50);
        pace.Offer();
        pace.Accept();
        Assert.False(pace.IsPlaying);
    }

    [Fact]
    public void What_is_to_come_is_what_was_planned_and_is_not_sound_yet()
    {
        PlaybackPace pace = new(_clock, 100);
        pace.Plan(500);
        Assert.Equal(5, pace.SecondsLeft, 6);
        Make(pace, 200, sound: 50);
        Assert.Equal(4.5, pace.SecondsLeft, 6);
        pace.Plan(-300);
        Assert.Equal(1.5, pace.SecondsLeft, 6);
    }

    private static void Make(PlaybackPace pace, int tokens, int sound)
    {
        for (int i = 0; i < tokens; i++)
        {
            pace.Produce();
        }

        pace.Decode(sound);
    }

    private PlaybackPace Started(int tokens)
    {
        PlaybackPace pace = new(_clock, 50);
        Make(pace, tokens, tokens);
        pace.Offer();
        pace.Accept();
        return pace;
    }

    private void Pass(double seconds) => _clock.Advance(TimeSpan.FromSeconds(seconds));
}
