using System.Net.WebSockets;
using System.Text.Json;

namespace StreamServer.FunctionalTests.Stt;

public sealed class TranscriptSocketTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task The_first_message_is_ready_and_says_what_the_session_is()
    {
        await using SttClient client = await SttClient.ConnectAsync(server);

        JsonElement ready = (await client.ReceiveAsync())!.Value;

        Assert.Equal("ready", SttClient.TypeOf(ready));
        Assert.Equal(0, ready.GetProperty("seq").GetInt32());
        Assert.Equal("tiny-sense-voice", ready.GetProperty("model").GetString());
        Assert.Equal("cpu", ready.GetProperty("device").GetString());
        Assert.StartsWith("stt_", ready.GetProperty("session").GetString());
        Assert.True(ready.GetProperty("limits").GetProperty("max_message_bytes").GetInt32() > 0);
    }

    [Fact]
    public async Task A_recording_gives_its_words_at_the_end()
    {
        Recording recording = Recording.Clear;
        await using SttClient client = await SttClient.ConnectAsync(server);

        await client.SendAudioAsync(recording.Pcm);
        await client.SendTextAsync("""{"type":"final"}""");
        JsonElement final = await client.ReceiveFinalAsync();

        Assert.Equal(recording.Text, final.GetProperty("text").GetString());
        Assert.True(final.GetProperty("from_command").GetBoolean());
        Assert.Equal("en", final.GetProperty("language").GetString());
        Assert.InRange(final.GetProperty("confidence").GetDouble(), 0.5, 1);
    }

    [Fact]
    public async Task Silence_after_speech_ends_the_utterance_without_a_command()
    {
        Recording recording = Recording.Clear;
        await using SttClient client = await SttClient.ConnectAsync(server);

        await client.SendAudioAsync(recording.Pcm);
        await client.SendAudioAsync(Recording.Silence(1));
        JsonElement final = await client.ReceiveFinalAsync();

        Assert.Equal(recording.Text, final.GetProperty("text").GetString());
        Assert.False(final.TryGetProperty("from_command", out _));
    }

    [Fact]
    public async Task Partials_come_while_speech_goes_on_and_their_stable_part_only_grows()
    {
        Recording recording = Recording.All.MaxBy(item => item.Seconds)!;
        await using SttClient client = await SttClient.ConnectAsync(server);

        await client.SendAudioInStepsAsync(recording.Pcm);
        await client.CloseAsync();

        string[] stable = [.. client.Messages
            .Where(message => SttClient.TypeOf(message) == "transcript" && !message.GetProperty("is_final").GetBoolean())
            .Select(message => message.GetProperty("stable").GetString()!)];
        Assert.True(stable.Length >= 3, $"Only {stable.Length} partials in {recording.Seconds:F1} s.");
        for (int i = 1; i < stable.Length; i++)
        {
            Assert.StartsWith(stable[i - 1], stable[i]);
        }

        Assert.NotEmpty(stable[^1]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(641)]
    [InlineData(100_001)]
    public async Task The_words_do_not_depend_on_how_the_audio_is_cut(int frame)
    {
        Recording recording = Recording.All[2];
        await using SttClient client = await SttClient.ConnectAsync(server);

        await client.SendAudioAsync(recording.Pcm.AsMemory(0, frame == 1 ? 60_001 : recording.Pcm.Length), frame);
        if (frame == 1)
        {
            await client.SendAudioAsync(recording.Pcm.AsMemory(60_001));
        }

        await client.CloseAsync();

        Assert.True(WordErrors.Rate(recording.Text, client.FinalText()) < 0.15, client.FinalText());
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
    }

    [Fact]
    public async Task Words_carry_times_inside_the_audio_and_in_order()
    {
        Recording recording = Recording.Clear;
        await using SttClient client = await SttClient.ConnectAsync(server);
        const double Lead = 2;

        await client.SendAudioAsync(Recording.Silence(Lead));
        await client.SendAudioAsync(recording.Pcm);
        await client.SendTextAsync("""{"type":"final"}""");
        JsonElement final = await client.ReceiveFinalAsync();

        JsonElement[] words = [.. final.GetProperty("words").EnumerateArray()];
        Assert.Equal(recording.Text.Split(' '), words.Select(word => word.GetProperty("word").GetString()));
        double previous = Lead - 0.05;
        foreach (JsonElement word in words)
        {
            double start = word.GetProperty("start").GetDouble();
            Assert.InRange(start, previous, Lead + recording.Seconds);
            Assert.InRange(word.GetProperty("end").GetDouble(), start, Lead + recording.Seconds + 0.1);
            Assert.InRange(word.GetProperty("confidence").GetDouble(), 0, 1);
            previous = start;
        }
    }

    [Fact]
    public async Task Reset_forgets_what_was_said_and_the_session_goes_on()
    {
        await using SttClient client = await SttClient.ConnectAsync(server);
        Recording forgotten = Recording.All[4];
        Recording kept = Recording.Clear;

        await client.SendAudioAsync(forgotten.Pcm.AsMemory(0, forgotten.Pcm.Length * 2 / 3));
        await client.SendTextAsync("""{"type":"reset"}""");
        await client.SendAudioAsync(Recording.Silence(0.5));
        await client.SendAudioAsync(kept.Pcm);
        await client.CloseAsync();

        Assert.Equal(kept.Text, client.FinalText());
    }

    [Fact]
    public async Task A_final_without_audio_is_answered_by_an_empty_text_without_latency()
    {
        await using SttClient client = await SttClient.ConnectAsync(server);

        await client.SendTextAsync("""{"type":"final"}""");
        JsonElement final = await client.ReceiveFinalAsync();

        Assert.Equal("", final.GetProperty("text").GetString());
        Assert.Equal(0, final.GetProperty("latency_ms").GetDouble());
    }

    [Fact]
    public async Task A_final_without_speech_is_answered_by_an_empty_text()
    {
        await using SttClient client = await SttClient.ConnectAsync(server);

        await client.SendAudioAsync(Recording.Silence(1));
        await client.SendTextAsync("""{"type":"final"}""");
        JsonElement final = await client.ReceiveFinalAsync();

        Assert.Equal("", final.GetProperty("text").GetString());
    }

    [Fact]
    public async Task The_clients_close_frame_still_gets_the_last_final()
    {
        Recording recording = Recording.Clear;
        await using SttClient client = await SttClient.ConnectAsync(server);

        await client.SendAudioAsync(recording.Pcm);
        await client.CloseFrameAsync();

        Assert.Equal(recording.Text, client.FinalText());
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
    }

    [Fact]
    public async Task Sequence_numbers_have_no_gap()
    {
        await using SttClient client = await SttClient.ConnectAsync(server);

        await client.SendAudioAsync(Recording.Clear.Pcm);
        await client.SendTextAsync("""{"type":"marker","id":"m1"}""");
        await client.CloseAsync();

        Assert.Equal(Enumerable.Range(0, client.Messages.Count), client.Messages.Select(message => message.GetProperty("seq").GetInt32()));
        Assert.Contains(client.Messages, message => SttClient.TypeOf(message) == "marker" && message.GetProperty("id").GetString() == "m1");
        Assert.Equal("summary", SttClient.TypeOf(client.Messages[^1]));
    }

    [Fact]
    public async Task Sixteen_sessions_never_get_each_others_words()
    {
        SttClient[] clients = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => SttClient.ConnectAsync(server)));
        IReadOnlyList<Recording> recordings = Recording.All;

        await Task.WhenAll(clients.Select(async (client, index) =>
        {
            await client.SendPacedAsync(recordings[index].Pcm, speed: 4);
            await client.CloseAsync();
        }));

        (int errors, int words) = (0, 0);
        for (int i = 0; i < clients.Length; i++)
        {
            (int wrong, int said) = WordErrors.Count(recordings[i].Text, clients[i].FinalText());
            Assert.True(wrong <= said / 2, $"'{recordings[i].Text}' was heard as '{clients[i].FinalText()}'.");
            errors += wrong;
            words += said;
            await clients[i].DisposeAsync();
        }

        Assert.True(errors < 0.1 * words, $"{errors} of {words} words are wrong.");
    }
}
