using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using StreamServer.FunctionalTests.Stt;
using StreamServer.FunctionalTests.Tts;

namespace StreamServer.FunctionalTests.Ops;

/// <summary>SIGTERM to the real process.</summary>
public sealed class DrainTests
{
    [Fact]
    public async Task SIGTERM_tells_sockets_lets_what_is_under_way_end_refuses_new_work_and_exits_with_0_in_time()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(("DRAIN_SECONDS", "120"), ("STT_STALL_MS", "0"));
        using HttpClient http = new() { BaseAddress = server.Url, Timeout = ServerFixture.Limit };
        await using SttClient idle = await SttClient.ConnectAsync(server.Socket("/ws/stt"));
        await idle.ReceiveAsync("ready");

        // In the middle of a sentence: what comes after the signal is to be heard too.
        byte[] pcm = Recording.Clear.Pcm;
        int half = pcm.Length / 4 * 2;
        await using SttClient talking = await SttClient.ConnectAsync(server.Socket("/ws/stt"));
        await talking.SendAudioAsync(pcm.AsMemory(0, half));

        // Not a partial: on a busy machine one that is late is dropped, and without more audio no other comes.
        await talking.SendTextAsync("""{"type":"marker","id":"half"}""");
        await talking.ReceiveAsync("marker");
        await using TtsSocketClient speaking = await TtsSocketClient.ConnectAsync(server.Socket("/ws/tts"));
        await speaking.SendAsync(new { type = "speak", text = "The neighbours are painting their fence. They like green." });
        await speaking.SendAsync(new { type = "flush" });
        await speaking.HearAsync();

        Stopwatch clock = Stopwatch.StartNew();
        await server.SignalAsync("TERM");
        JsonElement closing = await talking.ReceiveAsync("closing");
        Assert.InRange(closing.GetProperty("deadline_ms").GetDouble(), 1, 120_000);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await http.GetAsync("health/ready")).StatusCode);
        using HttpResponseMessage refused = await http.PostAsJsonAsync("v1/tts/generate", new { text = "Hello." });
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("server_stopping", JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement
            .GetProperty("code").GetString());
        Assert.True(refused.Headers.Contains("Retry-After"));

        await idle.ReadToEndAsync();
        Assert.Equal(["ready", "closing", "error", "summary"], idle.Messages.Select(SttClient.TypeOf));
        Assert.Equal((WebSocketCloseStatus)1012, idle.CloseStatus);

        await talking.SendAudioAsync(pcm.AsMemory(half));
        await talking.SendAudioAsync(Recording.Silence(1));
        await talking.ReadToEndAsync();
        Assert.Equal(Recording.Clear.Text, talking.FinalText());
        Assert.Equal("summary", SttClient.TypeOf(talking.Messages[^1]));
        Assert.Equal((WebSocketCloseStatus)1012, talking.CloseStatus);
        Assert.Equal(
            Enumerable.Range(0, talking.Messages.Count), talking.Messages.Select(message => message.GetProperty("seq").GetInt32()));

        List<string> said = [];
        while (await speaking.NextAsync() is { } message)
        {
            said.Add(message.GetProperty("type").GetString()!);
        }

        Assert.Equal(["closing", "error", "flushed", "metadata"], said.Order());
        Assert.Equal("error", said[^1]);
        Assert.Equal(1012, speaking.CloseCode);
        Assert.True(speaking.Audio.Length > 2 * 16000 * 2, $"{speaking.Audio.Length} bytes of audio.");

        Assert.Equal(0, await server.ExitAsync(ServerFixture.Limit));
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 120);
    }

    [Fact]
    public async Task Who_never_pauses_gets_a_forced_final_half_way_and_the_process_still_ends_in_time()
    {
        await using ServerProcess server = await ServerProcess.StartAsync(("DRAIN_SECONDS", "10"));
        await using SttClient client = await SttClient.ConnectAsync(server.Socket("/ws/stt"));
        using CancellationTokenSource end = new();
        Task talking = TalkAsync(client, end.Token);
        await client.ReceiveAsync("transcript");
        Stopwatch clock = Stopwatch.StartNew();
        await server.SignalAsync("TERM");
        await client.ReadToEndAsync();
        await end.CancelAsync();
        await talking;

        Assert.Equal(["error", "summary"], client.Messages.Select(SttClient.TypeOf).TakeLast(2));
        Assert.Equal("server_stopping", client.Error.GetProperty("code").GetString());
        Assert.Equal((WebSocketCloseStatus)1012, client.CloseStatus);
        Assert.NotEmpty(client.FinalText());
        Assert.Equal(0, await server.ExitAsync(ServerFixture.Limit));
        Assert.InRange(clock.Elapsed.TotalSeconds, 2, 40);
    }

    /// <summary>A sentence without its pauses, again and again at the pace of speech.</summary>
    private static async Task TalkAsync(SttClient client, CancellationToken end)
    {
        const int Frame = 3200;
        byte[] pcm = Recording.Clear.Pcm[(Frame * 5)..^(Frame * 5)];
        try
        {
            for (int at = 0; !end.IsCancellationRequested; at = (at + Frame) % (pcm.Length - Frame))
            {
                await client.SendBinaryAsync(pcm.AsMemory(at, Frame));
                await Task.Delay(100, CancellationToken.None);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or InvalidOperationException or IOException)
        {
            // Closed by the server, as it should be.
        }
    }
}
