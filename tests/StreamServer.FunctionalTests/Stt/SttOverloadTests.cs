using System.Net;
using System.Net.WebSockets;
using System.Text.Json;

namespace StreamServer.FunctionalTests.Stt;

/// <summary>A model that takes longer than speech: more than one caller is too many.</summary>
public sealed class SttOverloadTests(OddModels models) : IClassFixture<OddModels>
{
    [Fact]
    public async Task When_the_lag_lasts_the_newest_sessions_get_their_finals_and_1013_and_the_oldest_stays()
    {
        const int Callers = 6;
        ServerFixture server = await StartAsync(("STT_MAX_LAG_MS", "50"), ("STT_MAX_BATCH", "1"), ("STT_SEND_SECONDS", "60"));
        try
        {
            List<SttClient> clients = [];
            for (int i = 0; i < Callers; i++)
            {
                clients.Add(await SttClient.ConnectAsync(server));
                await clients[^1].ReceiveAsync("ready");
            }

            using CancellationTokenSource enough = new();
            Task[] speaking = [.. clients.Select(client => SpeakAsync(client, enough.Token))];
            Task[] reading = [.. clients.Select(client => client.ReadToEndAsync())];
            using HttpResponseMessage refused = await RefusedAsync(server);
            await Task.WhenAny(reading).WaitAsync(ServerFixture.Limit);
            await enough.CancelAsync();
            await Task.WhenAll(speaking).WaitAsync(ServerFixture.Limit);
            await Task.WhenAll(clients.Select(CloseAsync)).WaitAsync(ServerFixture.Limit);
            await Task.WhenAll(reading).WaitAsync(ServerFixture.Limit);

            int kept = clients.FindIndex(client => client.CloseStatus == (WebSocketCloseStatus)1013);
            Assert.InRange(kept, 1, Callers - 1);
            Assert.All(clients[..kept], client => Assert.Equal(WebSocketCloseStatus.NormalClosure, client.CloseStatus));
            Assert.All(clients[kept..], AssertShed);
            Assert.All(clients, AssertNothingIsLost);
            Assert.NotNull(refused.Headers.RetryAfter);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_busy_server_tells_that_it_leaves_out_partials_and_keeps_the_finals()
    {
        ServerFixture server = await StartAsync(("STT_PARTIAL_MAX_AGE_MS", "50"), ("STT_MAX_BATCH", "1"));
        try
        {
            SttClient[] clients = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => SttClient.ConnectAsync(server)));
            using CancellationTokenSource enough = new();
            Task[] speaking = [.. clients.Select(client => SpeakAsync(client, enough.Token))];

            // Each partial waits for a run of another's.
            JsonElement[] warnings = await Task.WhenAll(clients.Select(client => client.ReceiveAsync("warning")));
            await enough.CancelAsync();
            await Task.WhenAll(speaking).WaitAsync(ServerFixture.Limit);
            await Task.WhenAll(clients.Select(client => client.CloseAsync())).WaitAsync(ServerFixture.Limit);

            Assert.All(warnings, warning => Assert.Contains(
                warning.GetProperty("code").GetString(), (string[])["partials_dropped", "lagging"]));
            Assert.Contains(warnings, warning => warning.GetProperty("code").GetString() == "partials_dropped");
            Assert.Contains(clients, client => client.Messages[^1].GetProperty("dropped_partials").GetInt32() > 0);
            Assert.All(clients, AssertNothingIsLost);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static void AssertShed(SttClient client)
    {
        Assert.Equal((WebSocketCloseStatus)1013, client.CloseStatus);
        Assert.Equal(["error", "summary"], client.Messages[^2..].Select(SttClient.TypeOf));
        JsonElement error = client.Error;
        Assert.Equal("server_busy", error.GetProperty("code").GetString());
        Assert.True(error.GetProperty("retryable").GetBoolean());
        Assert.True(error.GetProperty("retry_after_ms").GetInt32() > 0);
    }

    /// <summary>Every utterance that began has its final, in order.</summary>
    private static void AssertNothingIsLost(SttClient client)
    {
        int[] finals = [.. Transcripts(client, final: true)];
        int begun = Transcripts(client, final: false).Append(-1).Max() + 1;
        Assert.NotEmpty(finals);
        Assert.Equal(Enumerable.Range(0, finals.Length), finals);
        Assert.True(finals.Length >= begun, $"{finals.Length} finals of {begun} utterances.");
    }

    private static IEnumerable<int> Transcripts(SttClient client, bool final) => client.Messages
        .Where(message => SttClient.TypeOf(message) == "transcript" && message.GetProperty("is_final").GetBoolean() == final)
        .Select(message => message.GetProperty("utterance").GetInt32());

    /// <summary>Speaks at the pace of speech until it is enough or the server has closed.</summary>
    private static async Task SpeakAsync(SttClient client, CancellationToken enough)
    {
        byte[] speech = [.. Recording.Clear.Pcm.AsSpan(0, 48_000), .. Recording.Silence(0.5)];
        try
        {
            while (!enough.IsCancellationRequested && client.CloseStatus is null)
            {
                await client.SendPacedAsync(speech);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or InvalidOperationException)
        {
            // The close came while it spoke.
            Assert.NotNull(client.CloseStatus);
        }
    }

    private Task<ServerFixture> StartAsync(params (string Name, string Value)[] settings)
    {
        Dictionary<string, string?> all = new()
        {
            ["MODELS_DIR"] = models.Folder,
            ["STT_MODEL"] = OddModels.Slow,
            ["STT_THREADS"] = "1",
            ["LOG_LEVEL"] = "Error",
        };
        foreach ((string name, string value) in settings)
        {
            all[name] = value;
        }

        return ServerFixture.StartAsync(all);
    }

    private static async Task CloseAsync(SttClient client)
    {
        try
        {
            await client.SendTextAsync("""{"type":"close"}""");
        }
        catch (Exception exception) when (exception is WebSocketException or InvalidOperationException)
        {
            Assert.NotNull(client.CloseStatus);
        }
    }

    /// <summary>Knocks until nobody is let in any more.</summary>
    private static async Task<HttpResponseMessage> RefusedAsync(ServerFixture server)
    {
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        while (true)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, new Uri(server.Address, "/ws/stt"));
            request.Headers.Connection.Add("Upgrade");
            request.Headers.Upgrade.ParseAdd("websocket");
            request.Headers.Add("Sec-WebSocket-Version", "13");
            request.Headers.Add("Sec-WebSocket-Key", Convert.ToBase64String(new byte[16]));
            HttpResponseMessage response = await server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
            {
                return response;
            }

            response.Dispose();
            await Task.Delay(100, limit.Token);
        }
    }
}
