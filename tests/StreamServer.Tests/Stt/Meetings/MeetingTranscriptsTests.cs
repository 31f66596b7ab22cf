using StreamServer.Inference;
using StreamServer.Inference.Stt.Meetings;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Tests.Stt.Meetings;

public sealed class MeetingTranscriptsTests
{
    private readonly SteppedClock _clock = new();
    private readonly MeetingTranscripts _meetings;

    public MeetingTranscriptsTests() => _meetings = new MeetingTranscripts(new SttOptions { MeetingHours = 1 }, _clock);

    [Fact]
    public void Lines_of_several_sockets_are_merged_by_time_whenever_they_arrive()
    {
        MeetingSeat anna = _meetings.Join("m", "Anna");
        _clock.Advance(TimeSpan.FromSeconds(70));
        MeetingSeat ben = _meetings.Join("m", "Ben");

        ben.Add(Text("second", start: 3));
        anna.Add(Text("third", start: 80));
        anna.Add(Text("first", start: 5));

        Assert.True(_meetings.TryFind("m", out Meeting? meeting));
        Assert.Equal(
            ["[00:05] Anna: first", "[01:13] Ben: second", "[01:20] Anna: third"],
            meeting.Read().Select(line => line.ToString()));
    }

    [Fact]
    public void Channels_have_their_own_names()
    {
        MeetingSeat seat = _meetings.Join("m", "Anna, Ben");

        seat.Add(Text("one", 0) with { Channel = 1 });
        seat.Add(Text("two", 1) with { Channel = 2 });

        Assert.True(_meetings.TryFind("m", out Meeting? meeting));
        Assert.Equal(["Ben", "Anna 3"], meeting.Read().Select(line => line.Participant));
    }

    [Fact]
    public void A_meeting_is_forgotten_some_time_after_its_last_word()
    {
        MeetingSeat seat = _meetings.Join("m", "Anna");
        _clock.Advance(TimeSpan.FromMinutes(50));
        seat.Add(Text("still here", 3000));
        _clock.Advance(TimeSpan.FromMinutes(50));
        Assert.True(_meetings.TryFind("m", out _));

        _clock.Advance(TimeSpan.FromMinutes(20));

        Assert.False(_meetings.TryFind("m", out _));
    }

    [Fact]
    public void There_are_only_so_many_meetings_and_the_one_that_nobody_used_for_longest_goes()
    {
        MeetingTranscripts few = new(new SttOptions { MaxMeetings = 2 }, _clock);
        few.Join("old", "Anna").Dispose();
        _clock.Advance(TimeSpan.FromSeconds(1));
        MeetingSeat held = few.Join("held", "Ben");
        _clock.Advance(TimeSpan.FromSeconds(1));
        MeetingSeat third = few.Join("new", "Cara");

        Assert.False(few.TryFind("old", out _));
        Assert.True(few.TryFind("held", out _));
        Assert.Equal(StreamError.ServerBusy, Assert.Throws<StreamException>(() => few.Join("more", "Dan")).Error);
        third.Dispose();
        few.Join("more", "Dan").Dispose();
        held.Dispose();
        Assert.False(few.TryFind("new", out _));
    }

    [Fact]
    public void All_meetings_together_hold_only_so_many_characters_and_each_drops_its_own_oldest_lines()
    {
        MeetingSpace space = new(most: 1000);
        Meeting first = new(_clock, space);
        Meeting second = new(_clock, space);
        for (int i = 0; i < 100; i++)
        {
            first.Add(new MeetingLine(TimeSpan.FromSeconds(i), "Anna", new string('a', 96)));
        }

        Assert.InRange(first.Read().Count, 9, 11);
        Assert.Equal(TimeSpan.FromSeconds(99), first.Read()[^1].At);
        first.Forget();
        second.Add(new MeetingLine(default, "Ben", new string('b', 900)));
        Assert.Single(second.Read());
        Assert.False(space.IsFull);
    }

    [Fact]
    public void Meetings_do_not_see_each_other()
    {
        _meetings.Join("a", "Anna").Add(Text("secret", 0));
        _meetings.Join("b", "Ben");

        Assert.True(_meetings.TryFind("b", out Meeting? meeting));
        Assert.Empty(meeting.Read());
    }

    private static SttText Text(string text, double start) =>
        new() { Utterance = 0, Channel = 0, IsFinal = true, Start = start, End = start + 1, Text = text };
}
