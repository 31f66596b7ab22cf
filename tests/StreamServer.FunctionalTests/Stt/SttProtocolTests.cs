using System.Net.WebSockets;
using System.Text.Json;

namespace StreamServer.FunctionalTests.Stt;

public sealed class SttProtocolTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly Recording Spoken = Recording.Clear;

    [Fact]
    public async Task The_events_path_tells_voice_activity_partials_and_the_final_with_word_times()
    {
        await using SttClient client = await SttClient.ConnectAsync(server, "/ws/stt/anna");

        await client.SendAudioInStepsAsync(Spoken.Pcm);
        await client.SendAudioAsync(Recording.Silence(1));
        JsonElement final = await client.ReceiveAsync("final");

        Assert.Equal(Spoken.Text, final.GetProperty("text").GetString());
        JsonElement word = final.GetProperty("words")[0];
        Assert.Equal("set", word.GetProperty("word").GetString());
        Assert.True(word.GetProperty("start_time").GetDouble() < word.GetProperty("end_time").GetDouble());
        string[] activity = [.. client.Messages
            .Where(message => SttClient.TypeOf(message) == "vad")
            .Select(message => message.GetProperty("event").GetString()!)];
        Assert.Equal("speech_start", activity[0]);
        Assert.Equal("speech_end", activity[^1]);
        Assert.Contains("speaking", activity);
        Assert.Contains(client.Messages, message => SttClient.TypeOf(message) == "partial" && message.TryGetProperty("stable", out _));
        Assert.All(
            client.Messages.Where(message => SttClient.TypeOf(message) == "vad"),
            message => Assert.InRange(message.GetProperty("probability").GetDouble(), 0, 1));
    }

    [Theory]
    [InlineData("/ws/stt")]
    [InlineData("/ws/stt/ben")]
    public async Task A_recording_in_one_message_is_answered_by_one_message(string path)
    {
        await using SttClient client = await SttClient.ConnectAsync(server, path);

        for (int round = 0; round < 2; round++)
        {
            await client.SendTextAsync($$"""{"audio":"{{Convert.ToHexString(Spoken.Pcm)}}"}""");
            JsonElement answer = (await client.ReceiveAsync())!.Value;

            Assert.Equal(Spoken.Text, answer.GetProperty("text").GetString());
            Assert.True(answer.GetProperty("success").GetBoolean());
            Assert.Equal("en", answer.GetProperty("language").GetString());
            Assert.True(answer.GetProperty("language_scores").GetProperty("en").GetDouble() > 0.9);
            Assert.Equal("unknown", answer.GetProperty("emotion").GetString());
            Assert.True(answer.GetProperty("emotion_scores").EnumerateObject().Any());
            Assert.True(answer.GetProperty("latency_ms").GetDouble() > 0);
        }

        Assert.Equal(2, client.Messages.Count);
    }

    [Fact]
    public async Task Audio_that_is_not_hexadecimal_is_told_in_the_dialects_own_shape()
    {
        await using SttClient client = await SttClient.ConnectAsync(server);

        await client.SendTextAsync("""{"audio":"not hexadecimal"}""");
        await client.ReadToEndAsync();

        JsonElement error = Assert.Single(client.Messages);
        Assert.False(error.GetProperty("success").GetBoolean());
        Assert.Equal("bad_audio", error.GetProperty("code").GetString());
        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, client.CloseStatus);
    }

    [Fact]
    public async Task A_stream_of_hexadecimal_floats_is_transcribed_and_ended()
    {
        await using SttClient client = await SttClient.ConnectAsync(server);
        byte[] audio = Sound.F32(Spoken);

        for (int start = 0; start < audio.Length; start += 12_800)
        {
            int length = Math.Min(12_800, audio.Length - start);
            bool last = start + length == audio.Length;
            await client.SendTextAsync(
                $$"""{"type":"audio","audio":"{{Convert.ToHexString(audio.AsSpan(start, length))}}","""
                + $$""" "is_final":{{(last ? "true" : "false")}}}""");
        }

        await client.SendTextAsync("""{"type":"end"}""");
        await client.ReadToEndAsync();

        Assert.All(client.Messages, message => Assert.Equal("transcription", SttClient.TypeOf(message)));
        Assert.Equal(Spoken.Text, client.FinalText("transcription"));
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
    }

    [Fact]
    public async Task Configure_changes_what_can_change_and_is_acknowledged()
    {
        await using SttClient client = await SttClient.ConnectAsync(server);

        await client.SendTextAsync(
            """{"type":"configure","endpointing":700,"interim_results":false,"words":false,"""
            + """ "language":"en-US","decoder":"beam","hot_words":["kitchen lights","timer"]}""");
        JsonElement configured = await client.ReceiveAsync("configured");
        Assert.Equal(700, configured.GetProperty("endpointing").GetInt32());
        Assert.Equal("en", configured.GetProperty("language").GetString());
        Assert.Equal("beam", configured.GetProperty("decoder").GetString());
        Assert.Equal("kitchen lights,timer", configured.GetProperty("hot_words").GetString());
        Assert.False(configured.GetProperty("correct").GetBoolean());

        await client.SendAudioAsync(Spoken.Pcm);
        await client.CloseAsync();
        JsonElement transcript = Assert.Single(client.Messages, message => SttClient.TypeOf(message) == "transcript");
        Assert.False(transcript.TryGetProperty("words", out _));
    }

    [Theory]
    [InlineData("""{"type":"configure","sample_rate":8000}""", "sample_rate")]
    [InlineData("""{"type":"configure","endpointing":-1}""", "endpointing")]
    [InlineData("""{"type":"configure","endpointng":300}""", "endpointng")]
    public async Task What_cannot_change_is_a_warning_and_the_session_goes_on(string configure, string named)
    {
        await using SttClient client = await SttClient.ConnectAsync(server);

        await client.SendTextAsync(configure);
        JsonElement warning = await client.ReceiveAsync("warning");
        await client.SendAudioAsync(Spoken.Pcm);
        await client.CloseAsync();

        Assert.Equal("bad_request", warning.GetProperty("code").GetString());
        Assert.Contains(named, warning.GetProperty("message").GetString());
        Assert.Equal(Spoken.Text, client.FinalText());
    }

    [Fact]
    public async Task A_gap_moves_the_times_of_what_follows()
    {
        await using SttClient client = await SttClient.ConnectAsync(server);

        await client.SendTextAsync("""{"type":"gap","ms":60000}""");
        await client.SendAudioAsync(Spoken.Pcm);
        await client.SendTextAsync("""{"type":"final"}""");
        JsonElement final = await client.ReceiveFinalAsync();

        Assert.InRange(final.GetProperty("words")[0].GetProperty("start").GetDouble(), 60, 60.6);
        Assert.InRange(final.GetProperty("end").GetDouble(), 60 + Spoken.Seconds - 0.1, 60 + Spoken.Seconds + 0.1);
    }

    [Fact]
    public async Task A_marker_is_echoed_after_the_text_of_the_audio_before_it()
    {
        await using SttClient client = await SttClient.ConnectAsync(server);

        await client.SendAudioAsync(Spoken.Pcm);
        await client.SendAudioAsync(Recording.Silence(1));
        await client.SendTextAsync("""{"type":"marker","id":"after one"}""");
        JsonElement marker = await client.ReceiveAsync("marker");

        Assert.Equal("after one", marker.GetProperty("id").GetString());
        Assert.Equal(Spoken.Text, client.FinalText());
    }

    [Fact]
    public async Task The_summary_at_the_close_tells_audio_and_latency()
    {
        await using SttClient client = await SttClient.ConnectAsync(server);

        await client.SendAudioAsync(Spoken.Pcm);
        await client.CloseAsync();

        JsonElement summary = client.Messages[^1];
        Assert.Equal("summary", SttClient.TypeOf(summary));
        Assert.Equal(Spoken.Seconds, summary.GetProperty("audio_seconds").GetDouble(), 2);
        Assert.Equal(1, summary.GetProperty("utterances").GetInt32());
        Assert.True(summary.GetProperty("mean_latency_ms").GetDouble() > 0);
    }

    [Fact]
    public async Task A_caller_that_stops_sending_while_speaking_gets_its_final_all_the_same()
    {
        await using SttClient client = await SttClient.ConnectAsync(server);

        await client.SendAudioAsync(Spoken.Pcm);
        JsonElement final = await client.ReceiveFinalAsync();

        Assert.Equal(Spoken.Text, final.GetProperty("text").GetString());
        Assert.False(final.TryGetProperty("from_command", out _));
    }

    [Fact]
    public async Task Without_a_message_for_the_limit_the_socket_is_closed_and_told_why()
    {
        ServerFixture impatient = await ServerFixture.StartAsync(new Dictionary<string, string?> { ["STT_IDLE_SECONDS"] = "1" });
        try
        {
            await using SttClient client = await SttClient.ConnectAsync(impatient);

            await client.ReadToEndAsync();

            Assert.Equal("client_idle", client.Error.GetProperty("code").GetString());
            Assert.Equal(WebSocketCloseStatus.PolicyViolation, client.CloseStatus);
        }
        finally
        {
            await impatient.DisposeAsync();
        }
    }
}
