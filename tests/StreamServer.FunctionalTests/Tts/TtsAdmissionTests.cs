using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;

namespace StreamServer.FunctionalTests.Tts;

/// <summary>Who is let in, and in which order.</summary>
public sealed class TtsAdmissionTests
{
    [Fact]
    public async Task What_would_be_heard_too_late_is_refused_on_every_route_with_when_to_come_back()
    {
        ServerFixture server = await ServerFixture.StartAsync(new Dictionary<string, string?> { ["TTS_MAX_FIRST_AUDIO_SECONDS"] = "0.0001" });
        try
        {
            // The first one shows how long a prompt takes: longer than that.
            (await server.Client.StartAsync(new { text = "Good morning." })).Dispose();

            using HttpResponseMessage refused = await server.Client.StartAsync(new { text = "Good morning." });
            Assert.Equal("server_busy", (await refused.ProblemAsync(503)).GetProperty("code").GetString());
            Assert.NotNull(refused.Headers.RetryAfter);

            using HttpResponseMessage openAi = await server.Client.PostAsJsonAsync("/v1/audio/speech", new { input = "Good morning." }).WaitAsync(ServerFixture.Limit);
            Assert.Equal(503, (int)openAi.StatusCode);
            Assert.NotNull(openAi.Headers.RetryAfter);

            using ClientWebSocket socket = new();
            socket.Options.CollectHttpResponseDetails = true;
            using CancellationTokenSource limit = new(ServerFixture.Limit);
            await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(server.Socket("/ws/tts"), limit.Token));
            Assert.Equal(503, (int)socket.HttpStatusCode);
            Assert.True(socket.HttpResponseHeaders!.ContainsKey("Retry-After"));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_key_that_asks_for_much_does_not_hold_up_one_that_asks_for_little()
    {
        const int Many = 12;
        ServerFixture server = await ServerFixture.StartAsync(new Dictionary<string, string?> { ["TTS_SLOTS"] = "2", ["TTS_MAX_FIRST_AUDIO_SECONDS"] = "0" });
        try
        {
            Task<HttpResponseMessage>[] much = [.. Enumerable.Range(0, Many).Select(_ => StartAsync(server, "much"))];
            await WaitingAsync(server, Many - 4);
            using HttpResponseMessage little = await StartAsync(server, "little");

            // It came last and is heard in its turn: among the first, not after them all.
            Assert.True(little.IsSuccessStatusCode);
            Assert.InRange(much.Count(task => task.IsCompleted), 0, Many - 4);
            foreach (Task<HttpResponseMessage> task in much)
            {
                (await task).Dispose();
            }
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static Task<HttpResponseMessage> StartAsync(ServerFixture server, string key)
    {
        HttpRequestMessage request = new(HttpMethod.Post, TtsClient.Route)
        {
            Content = JsonContent.Create(new { text = "She teaches music at the village school.", seed = 1 }),
        };
        request.Headers.Authorization = new("Bearer", key);
        return server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(ServerFixture.Limit);
    }

    /// <summary>Until so many wait for a slot.</summary>
    private static async Task WaitingAsync(ServerFixture server, int count)
    {
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        while (true)
        {
            using JsonDocument health = JsonDocument.Parse(await server.Client.GetStringAsync("/v1/tts/health", limit.Token));
            if (health.RootElement.GetProperty("waiting").GetInt32() >= count)
            {
                return;
            }

            await Task.Delay(5, limit.Token);
        }
    }
}
