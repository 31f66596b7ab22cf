using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text.Json;

namespace StreamServer.FunctionalTests.Tts;

/// <summary>Who is let in, and in which order.</summary>
public sealed class TtsAdmissionTests
{
    /// <summary>Shorter than any prompt takes.</summary>
    private static readonly Dictionary<string, string?> Strict = new() { ["TTS_MAX_FIRST_AUDIO_SECONDS"] = "0.0001" };

    [Fact]
    public async Task What_would_be_heard_too_late_is_refused_on_every_route_with_when_to_come_back()
    {
        ServerFixture server = await ServerFixture.StartAsync(Strict);
        using CancellationTokenSource enough = new(ServerFixture.Limit);
        try
        {
            Task busy = KeepBusyAsync(server, enough.Token);
            using HttpResponseMessage refused = await RefusedAsync(
                () => server.Client.StartAsync(new { text = "Good morning." }, enough.Token), enough.Token);
            Assert.Equal("server_busy", (await refused.ProblemAsync(503)).GetProperty("code").GetString());
            Assert.NotNull(refused.Headers.RetryAfter);

            using HttpResponseMessage openAi = await RefusedAsync(
                () => server.Client.PostAsJsonAsync("/v1/audio/speech", new { input = "Good morning." }, enough.Token), enough.Token);
            Assert.Equal(503, (int)openAi.StatusCode);
            Assert.NotNull(openAi.Headers.RetryAfter);

            using ClientWebSocket socket = await RefusedSocketAsync(server, enough.Token);
            Assert.Equal(503, (int)socket.HttpStatusCode);
            Assert.True(socket.HttpResponseHeaders!.ContainsKey("Retry-After"));

            await enough.CancelAsync();
            await busy;
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_idle_server_refuses_nobody_whatever_it_remembers()
    {
        ServerFixture server = await ServerFixture.StartAsync(Strict);
        try
        {
            for (int i = 0; i < 3; i++)
            {
                await server.Client.SpeakAsync(new { text = "Good morning." });
                await HealthAsync(server, health => health.GetProperty("slots_used").GetInt32() + health.GetProperty("waiting")
                    .GetInt32() == 0);
            }
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_address_that_asks_for_much_does_not_hold_up_one_that_asks_for_little()
    {
        const int Many = 12;
        ServerFixture server = await ServerFixture.StartAsync(
            new Dictionary<string, string?> { ["TTS_SLOTS"] = "2", ["TTS_MAX_FIRST_AUDIO_SECONDS"] = "0" });
        try
        {
            using HttpClient much = ClientAt("127.0.0.2");
            using HttpClient other = ClientAt("127.0.0.3");
            Task<HttpResponseMessage>[] many = [.. Enumerable.Range(0, Many).Select(_ => StartAsync(much, server))];
            await HealthAsync(server, health => health.GetProperty("waiting").GetInt32() >= Many - 4);
            using HttpResponseMessage little = await StartAsync(other, server);

            // It came last and is heard in its turn: among the first, not after them all.
            Assert.True(little.IsSuccessStatusCode);
            Assert.InRange(many.Count(task => task.IsCompleted), 0, Many - 4);
            foreach (Task<HttpResponseMessage> task in many)
            {
                (await task).Dispose();
            }
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static Task<HttpResponseMessage> StartAsync(HttpClient client, ServerFixture server)
    {
        HttpRequestMessage request = new(HttpMethod.Post, new Uri(server.Address, TtsClient.Route))
        {
            Content = JsonContent.Create(new { text = "She teaches music at the village school.", seed = 1 }),
        };
        return client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(ServerFixture.Limit);
    }

    /// <summary>A client at another address of this machine: to the server another caller.</summary>
    private static HttpClient ClientAt(string address) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancellation) =>
        {
            Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(IPAddress.Parse(address), 0));
            await socket.ConnectAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    });

    /// <summary>Reads long speech as fast as it comes, again and again.</summary>
    private static async Task KeepBusyAsync(ServerFixture server, CancellationToken enough)
    {
        string text = string.Concat(Enumerable.Repeat("She teaches music at the village school. ", 200));
        try
        {
            while (true)
            {
                using HttpResponseMessage response = await server.Client.StartAsync(new { text }, enough);
                await (await response.Content.ReadAsStreamAsync(enough)).CopyToAsync(Stream.Null, enough);
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // The test has seen enough.
        }
    }

    /// <summary>The first answer that is none: between two of its sentences the busy server is idle for a moment.</summary>
    private static async Task<HttpResponseMessage> RefusedAsync(Func<Task<HttpResponseMessage>> ask, CancellationToken limit)
    {
        while (true)
        {
            HttpResponseMessage response = await ask();
            if (!response.IsSuccessStatusCode)
            {
                return response;
            }

            response.Dispose();
            await Task.Delay(20, limit);
        }
    }

    private static async Task<ClientWebSocket> RefusedSocketAsync(ServerFixture server, CancellationToken limit)
    {
        while (true)
        {
            ClientWebSocket socket = new();
            socket.Options.CollectHttpResponseDetails = true;
            try
            {
                await socket.ConnectAsync(server.Socket("/ws/tts"), limit);
            }
            catch (WebSocketException)
            {
                return socket;
            }

            socket.Dispose();
            await Task.Delay(20, limit);
        }
    }

    private static async Task HealthAsync(ServerFixture server, Func<JsonElement, bool> condition)
    {
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        while (true)
        {
            using JsonDocument health = JsonDocument.Parse(await server.Client.GetStringAsync("/v1/tts/health", limit.Token));
            if (condition(health.RootElement))
            {
                return;
            }

            await Task.Delay(5, limit.Token);
        }
    }
}
