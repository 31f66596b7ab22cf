using System.Net.WebSockets;
using System.Text.Json;

namespace StreamServer.FunctionalTests.Stt.Clients;

/// <summary>The chunk client: hexadecimal f32le with <c>is_final</c>, and one transcription awaited for each message.</summary>
public sealed class ChunkClientTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const int Chunk = 1600 * sizeof(float);

    private static readonly Recording Spoken = Recording.Clear;

    [Fact]
    public async Task Every_chunk_is_answered_at_once_and_the_end_that_was_asked_for_is_echoed()
    {
        await using SttClient client = await SttClient.ConnectAsync(server);

        List<JsonElement> answers = await SendAsync(client, Sound.F32(Spoken), endsWithFinal: true);
        await client.SendTextAsync("""{"type":"end"}""");
        await client.ReadToEndAsync();

        Assert.Equal(answers.Count, client.Messages.Count);
        Assert.All(answers, answer => Assert.Equal("transcription", SttClient.TypeOf(answer)));
        Assert.All(answers[..^1], answer => Assert.False(answer.GetProperty("is_final").GetBoolean()));
        Assert.True(answers[^1].GetProperty("is_final").GetBoolean());
        Assert.Equal(Spoken.Text, answers[^1].GetProperty("text").GetString());
        Assert.Contains(answers[..^1], answer => answer.GetProperty("text").GetString()!.Length > 0);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus);
    }

    [Fact]
    public async Task A_pause_between_two_messages_ends_nothing()
    {
        ServerFixture hasty = await ServerFixture.StartAsync(new Dictionary<string, string?> { ["STT_STALL_MS"] = "50" });
        try
        {
            await using SttClient client = await SttClient.ConnectAsync(hasty);
            byte[] audio = Sound.F32(Spoken);
            int middle = 10 * Chunk;

            await SendAsync(client, audio[..middle], endsWithFinal: false);
            await Task.Delay(500);
            List<JsonElement> answers = await SendAsync(client, audio[middle..], endsWithFinal: true);

            Assert.Equal((audio.Length + Chunk - 1) / Chunk, client.Messages.Count);
            Assert.Equal(Spoken.Text, answers[^1].GetProperty("text").GetString());
        }
        finally
        {
            await hasty.DisposeAsync();
        }
    }

    [Fact]
    public async Task Silence_before_the_end_loses_nothing_and_the_next_utterance_begins_anew()
    {
        await using SttClient client = await SttClient.ConnectAsync(server);
        byte[] audio = [.. Sound.F32(Spoken), .. new byte[16000 * sizeof(float)]];

        for (int round = 0; round < 2; round++)
        {
            List<JsonElement> answers = await SendAsync(client, audio, endsWithFinal: true);

            Assert.Equal(Spoken.Text, answers[^1].GetProperty("text").GetString());
            Assert.Single(answers, answer => answer.GetProperty("is_final").GetBoolean());
        }
    }

    [Fact]
    public async Task An_end_without_a_word_is_an_empty_text()
    {
        await using SttClient client = await SttClient.ConnectAsync(server);

        List<JsonElement> answers = await SendAsync(client, new byte[Chunk], endsWithFinal: true);

        Assert.Equal("", Assert.Single(answers).GetProperty("text").GetString());
        Assert.True(answers[0].GetProperty("is_final").GetBoolean());
    }

    private static async Task<List<JsonElement>> SendAsync(SttClient client, byte[] audio, bool endsWithFinal)
    {
        List<JsonElement> answers = [];
        for (int start = 0; start < audio.Length; start += Chunk)
        {
            int length = Math.Min(Chunk, audio.Length - start);
            string final = endsWithFinal && start + length == audio.Length ? "true" : "false";
            string hex = Convert.ToHexString(audio.AsSpan(start, length)).ToLowerInvariant();
            await client.SendTextAsync($$"""{"type":"audio","audio":"{{hex}}","is_final":{{final}}}""");
            answers.Add((await client.ReceiveAsync())!.Value);
        }

        return answers;
    }
}
