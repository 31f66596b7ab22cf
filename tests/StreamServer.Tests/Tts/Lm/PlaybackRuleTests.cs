using Microsoft.Extensions.Time.Testing;
using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Tests.Tts.Lm;

public sealed class PlaybackRuleTests
{
    private const int Slots = 16;

    private readonly FakeTimeProvider _clock = new();

    [Theory]
    [InlineData(0, 5, 1, 1)]
    [InlineData(5, 5, 1, 0.5)]
    [InlineData(5, 0, 1, 0)]
    [InlineData(-0.4, 5, 1, 1)]
    [InlineData(5, 5, 2, 1)]
    public void Who_holds_as_much_as_is_to_come_needs_it_half_as_fast_as_he_plays(double ahead, double left, double speed, double rate) =>
        Assert.Equal(rate, PlaybackRule.NeededRate(new PlaybackView(ahead, left, speed, 96)), 6);

    [Fact]
    public void With_the_needed_rate_the_last_sound_comes_when_the_others_have_been_played()
    {
        Random random = new(7);
        for (int i = 0; i < 1000; i++)
        {
            PlaybackView view = new(random.NextDouble() * 10, random.NextDouble() * 30, 1, 96);
            Assert.Equal(view.Ahead + view.Left, view.Left / PlaybackRule.NeededRate(view), 6);
        }
    }

    [Fact]
    public void A_machine_that_is_fast_takes_as_many_as_it_can_keep_and_no_more()
    {
        // 16 rows a step of 6.8 ms are 47 seconds of audio a second: 42 may listen, with the margin.
        SpeechCapacity capacity = Measured(Slots, 16 / 47.0 / 50);
        Assert.True(PlaybackRule.MayStart(Playing(41, 4, 10_000), 1, 16, capacity));
        Assert.False(PlaybackRule.MayStart(Playing(42, 4, 10_000), 1, 16, capacity));

        // Those who hold nearly all of theirs hardly count.
        Assert.True(PlaybackRule.MayStart(Playing(60, 8, 2), 1, 16, capacity));
    }

    [Fact]
    public void Where_a_row_is_slower_than_listening_a_beginning_is_held_back_until_the_rest_comes_in_time()
    {
        // 4 rows share 1.6 seconds of audio a second.
        SpeechCapacity capacity = Measured(4, 4 / 1.6 / 50);
        PlaybackView view = new(2, 4, 1, 96);
        Assert.False(PlaybackRule.MayPlay(view, [], 4, capacity));
        Assert.True(PlaybackRule.MayPlay(new PlaybackView(6.5, 0.5, 1, 96), [], 4, capacity));
    }

    [Fact]
    public void A_gap_before_a_small_window_counts_as_much_as_one_at_the_end()
    {
        // The codec decodes 134 tokens beside those that a window gives: the second window comes after 0.8 s, and holds 0.4.
        SpeechCapacity capacity = new(Slots, 50, _clock, context: 67);
        capacity.Decoded(1000, TimeSpan.FromSeconds(4.5));
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.True(PlaybackRule.Shortfall(new PlaybackView(0.24, 5, 1, 19, 200), 1, capacity) > 0.5);
        Assert.True(PlaybackRule.Shortfall(new PlaybackView(0.24, 5, 1, 96, 200), 1, capacity) > 0.5);
        Assert.True(PlaybackRule.Shortfall(new PlaybackView(2.2, 5, 1, 19, 200), 1, capacity) < 0);
        Assert.True(PlaybackRule.Shortfall(new PlaybackView(2.2, 5, 1, 19, 200), 2, capacity) > 0);
    }

    [Fact]
    public void Nobody_waits_while_nobody_plays_or_nothing_is_known()
    {
        Assert.True(PlaybackRule.MayStart([], 1, 15, Measured(1, 10)));
        SpeechCapacity unknown = new(Slots, 50, _clock);
        Assert.True(PlaybackRule.MayStart(Playing(100, 0.1, 10), 1, 16, unknown));
        Assert.True(PlaybackRule.MayPlay(new PlaybackView(0.2, 10, 1, 12), Playing(100, 0.1, 10), 16, unknown));
    }

    [Fact]
    public void A_long_run_counts_against_what_everybody_holds_and_is_forgotten()
    {
        SpeechCapacity capacity = Measured(Slots, 0.001);
        capacity.Decoded(50, TimeSpan.FromSeconds(0.8));
        Assert.Equal(0.8, capacity.Jitter, 3);
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.InRange(capacity.Jitter, 0, 0.01);
    }

    [Fact]
    public void What_was_measured_with_other_numbers_of_rows_bounds_what_was_not()
    {
        SpeechCapacity capacity = Measured(4, 0.04);
        Assert.Equal(2, capacity.Of(4), 3);
        Assert.Equal(2, capacity.Of(8), 3);
        Assert.Equal(1, capacity.Of(2), 3);
    }

    private static PlaybackView[] Playing(int count, double ahead, double left) =>
        [.. Enumerable.Repeat(new PlaybackView(ahead, left, 1, 96), count)];

    private SpeechCapacity Measured(int rows, double seconds)
    {
        SpeechCapacity capacity = new(Slots, 50, _clock);
        capacity.Stepped(rows, TimeSpan.FromSeconds(seconds));
        _clock.Advance(TimeSpan.FromMinutes(5));
        return capacity;
    }
}
