using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Tests.Stt.Sessions;

public sealed class SttOutboxTests
{
    [Fact]
    public async Task Of_partials_that_were_not_read_the_newest_is_kept()
    {
        SttOutbox outbox = new();

        Assert.False(outbox.Add(Partial("one")));
        Assert.True(outbox.Add(Partial("one two")));
        outbox.Close();

        Assert.Equal(["one two"], await TextsAsync(outbox));
    }

    [Fact]
    public async Task A_final_takes_the_place_of_its_partial()
    {
        SttOutbox outbox = new();

        outbox.Add(Partial("one"));
        outbox.Add(new SttEvent.Transcript(Partial("one two").Text with { IsFinal = true }));
        outbox.Close();

        Assert.Equal(["one two"], await TextsAsync(outbox));
    }

    [Fact]
    public async Task A_partial_before_a_marker_is_read_before_it_and_does_not_give_way()
    {
        SttOutbox outbox = new();

        outbox.Add(Partial("one"));
        outbox.Add(new SttEvent.Marker("here"));
        Assert.False(outbox.Add(Partial("one two")));
        outbox.Close();

        Assert.Equal(["one", "here", "one two"], await TextsAsync(outbox));
    }

    private static SttEvent.Transcript Partial(string text) =>
        new(new SttText { Utterance = 0, Channel = 0, IsFinal = false, Start = 0, End = 1, Text = text });

    private static async Task<string[]> TextsAsync(SttOutbox outbox)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(10));
        List<string> texts = [];
        while (await outbox.TakeAsync(limit.Token) is { } item)
        {
            texts.Add(item is SttEvent.Marker marker ? marker.Id : ((SttEvent.Transcript)item).Text.Text);
        }

        return [.. texts];
    }
}
