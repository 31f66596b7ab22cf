using System.Net;
using System.Net.WebSockets;
using System.Text.Json;

namespace StreamServer.FunctionalTests.Tts;

public sealed class TtsSocketTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const int BytesPerSecond = 32000; // 16 kHz s16le

    [Fact]
    public async Task Text_in_pieces_is_spoken_and_flushed_with_what_it_took()
    {
        await using TtsSocketClient client = await TtsSocketClient.ConnectAsync(server, "?speaker=Dhruva&seed=3");
        foreach (string piece in new[] { "The neighbours are pain", "ting their fence this week", "end. Could you bring me",
            " a clean towel, please?" })
        {
            await client.SendAsync(new { type = "speak", text = piece });
        }

        await client.SendAsync(new { type = "flush" });
        JsonElement metadata = await client.UntilAsync("metadata");
        JsonElement flushed = await client.UntilAsync("flushed");

        Assert.Equal(0, flushed.GetProperty("utterance").GetInt32());
        Assert.Equal("vardan", metadata.GetProperty("speaker").GetString());
        double seconds = metadata.GetProperty("audio_seconds").GetDouble();
        Assert.InRange(seconds, 2, 9);
        Assert.Equal(seconds, client.Audio.Length / (double)BytesPerSecond, 0.002);
    }

    [Fact]
    public async Task A_sentence_is_heard_before_the_next_is_written()
    {
        await using TtsSocketClient client = await TtsSocketClient.ConnectAsync(server);
        await client.SendAsync(new { type = "speak", text = "My wallet must have fallen out in the taxi. And then" });
        Task<JsonElement?> next = client.NextAsync();
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        while (client.Audio.Length < BytesPerSecond)
        {
            await Task.Delay(20, limit.Token);
        }

        // No flush was sent, so there is no message: only audio came.
        Assert.False(next.IsCompleted);
        client.Abort();
        await Assert.ThrowsAnyAsync<Exception>(() => next);
    }

    [Fact]
    public async Task Clear_silences_what_was_said_and_the_connection_goes_on()
    {
        await using TtsSocketClient client = await TtsSocketClient.ConnectAsync(server);
        await client.SendAsync(
            new { type = "speak", text = string.Concat(Enumerable.Repeat("She teaches music at the village school. ", 40)) });
        await client.SendAsync(new { type = "clear" });
        await client.UntilAsync("cleared");
        long before = client.Audio.Length;

        await client.SendAsync(new { type = "speak", text = "Good morning." });
        await client.SendAsync(new { type = "flush" });
        JsonElement flushed = await client.UntilAsync("flushed");

        Assert.Equal(1, flushed.GetProperty("utterance").GetInt32());
        Assert.InRange((client.Audio.Length - before) / (double)BytesPerSecond, 0.2, 5);
    }

    [Fact]
    public async Task Close_speaks_what_is_left_and_closes_normally()
    {
        await using TtsSocketClient client = await TtsSocketClient.ConnectAsync(server);
        await client.SendAsync(new { type = "speak", text = "Good morning" });
        await client.SendAsync(new { type = "close" });
        await client.UntilAsync("flushed");
        Assert.Null(await client.NextAsync());
        Assert.Equal((int)WebSocketCloseStatus.NormalClosure, client.CloseCode);
        Assert.True(client.Audio.Length > BytesPerSecond / 5);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("""{"type":"sing"}""")]
    [InlineData("""{"type":"speak"}""")]
    [InlineData("[]")]
    [InlineData("""{"type":"speak","text":"\ud800"}""")]
    [InlineData("""{"type":"\udc00"}""")]
    public async Task A_wrong_message_gets_an_error_and_the_close_code_of_its_kind(string message)
    {
        await using TtsSocketClient client = await TtsSocketClient.ConnectAsync(server);
        await client.SendTextAsync(message);
        JsonElement error = await client.UntilAsync("error");
        Assert.Equal("bad_message", error.GetProperty("code").GetString());
        Assert.Null(await client.NextAsync());
        Assert.Equal(1003, client.CloseCode);
    }

    [Theory]
    [InlineData("speaker=Nobody", "speaker")]
    [InlineData("format=midi", "format")]
    [InlineData("volume=loud", "volume")]
    [InlineData("normalize=perhaps", "normalize")]
    [InlineData("spaeker=Mitra", "spaeker")]
    [InlineData("format=mulaw&output=16khz&volume=9&seed=-1", "output", "volume", "seed")]
    public async Task Every_wrong_parameter_is_named_before_the_upgrade(string query, params string[] wrong)
    {
        (HttpStatusCode status, JsonElement problem) = await server.UpgradeAsync("/ws/tts?" + query);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(wrong.Order(), problem.GetProperty("errors").EnumerateObject().Select(member => member.Name).Order());
    }

    [Fact]
    public async Task A_client_that_vanishes_frees_its_slot()
    {
        TtsSocketClient client = await TtsSocketClient.ConnectAsync(server);
        await client.SendAsync(
            new { type = "speak", text = string.Concat(Enumerable.Repeat("She teaches music at the village school. ", 40)) });
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        client.Abort();
        string health;
        do
        {
            await Task.Delay(20, limit.Token);
            health = await server.Client.GetStringAsync("/v1/tts/health", limit.Token);
        }
        while (!health.Contains("\"slots_used\":0", StringComparison.Ordinal));
    }
}
