using System.Text.Json;

namespace StreamServer.FunctionalTests.Stt.Clients;

/// <summary>The device client: 50 ms of hexadecimal s16le a message, and one answer awaited before the next.</summary>
public sealed class DeviceClientTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const int Chunk = 800 * sizeof(short);

    private static readonly Recording Spoken = Recording.Clear;

    [Fact]
    public async Task Every_chunk_of_a_sentence_is_answered_by_the_text_so_far()
    {
        await using SttClient client = await SttClient.ConnectAsync(server, "/ws/stt/device-1");

        List<JsonElement> answers = await SendAsync(client, Spoken.Pcm, Chunk);

        Assert.Equal((Spoken.Pcm.Length + Chunk - 1) / Chunk, answers.Count);
        Assert.Equal(answers.Count, client.Messages.Count);
        Assert.All(answers, answer =>
        {
            Assert.True(answer.GetProperty("success").GetBoolean());
            Assert.Equal(JsonValueKind.String, answer.GetProperty("emotion").ValueKind);
            Assert.Equal(JsonValueKind.Object, answer.GetProperty("emotion_scores").ValueKind);
            Assert.Equal(JsonValueKind.Object, answer.GetProperty("language_scores").ValueKind);
            Assert.True(answer.GetProperty("latency_ms").GetDouble() >= 0);
        });
        string[] texts = [.. answers.Select(answer => answer.GetProperty("text").GetString()!)];
        Assert.Equal("", texts[0]);
        Assert.True(texts.Distinct().Count() > 4, string.Join('|', texts.Distinct()));
        Assert.Equal(Spoken.Text, texts[^1]);
        Assert.Equal("en", answers[^1].GetProperty("language").GetString());
        Assert.True(answers[^1].GetProperty("language_scores").GetProperty("en").GetDouble() > 0.9);
    }

    [Fact]
    public async Task Silence_ends_the_utterance_and_the_next_begins_anew()
    {
        await using SttClient client = await SttClient.ConnectAsync(server, "/ws/stt/device-1");

        for (int round = 0; round < 2; round++)
        {
            byte[] audio = [.. Spoken.Pcm, .. Recording.Silence(1)];
            List<JsonElement> answers = await SendAsync(client, audio, Chunk);

            JsonElement final = Assert.Single(answers, answer => answer.GetProperty("is_final").GetBoolean());
            Assert.Equal(Spoken.Text, final.GetProperty("text").GetString());
            Assert.Equal("", answers[^1].GetProperty("text").GetString());
        }
    }

    [Theory]
    [InlineData(320)]
    [InlineData(6400)]
    [InlineData(31_998)]
    public async Task Other_sizes_of_chunks_give_the_same_sentence(int bytes)
    {
        await using SttClient client = await SttClient.ConnectAsync(server, "/ws/stt/device-1");

        List<JsonElement> answers = await SendAsync(client, Spoken.Pcm, bytes);

        Assert.Equal(Spoken.Text, answers[^1].GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_recording_between_two_streams_is_answered_by_itself()
    {
        await using SttClient client = await SttClient.ConnectAsync(server, "/ws/stt/device-1");

        await SendAsync(client, Recording.Silence(0.5), Chunk);
        JsonElement whole = Assert.Single(await SendAsync(client, Spoken.Pcm, Spoken.Pcm.Length));
        List<JsonElement> answers = await SendAsync(client, Spoken.Pcm, Chunk);

        Assert.Equal(Spoken.Text, whole.GetProperty("text").GetString());
        Assert.True(whole.GetProperty("is_final").GetBoolean());
        Assert.Equal(Spoken.Text, answers[^1].GetProperty("text").GetString());
    }

    private static async Task<List<JsonElement>> SendAsync(SttClient client, byte[] pcm, int chunk)
    {
        List<JsonElement> answers = [];
        for (int start = 0; start < pcm.Length; start += chunk)
        {
            string hex = Convert.ToHexString(pcm.AsSpan(start, Math.Min(chunk, pcm.Length - start))).ToLowerInvariant();
            await client.SendTextAsync($$"""{"audio":"{{hex}}"}""");
            answers.Add((await client.ReceiveAsync())!.Value);
        }

        return answers;
    }
}
