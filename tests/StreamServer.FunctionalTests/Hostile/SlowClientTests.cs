using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Tts;
using StreamServer.FunctionalTests.Stt;
using StreamServer.FunctionalTests.Tts;

namespace StreamServer.FunctionalTests.Hostile;

/// <summary>Clients that take or bring next to nothing hold nothing for long.</summary>
public sealed class SlowClientTests
{
    [Theory]
    [InlineData(true, 200)]
    [InlineData(false, 30)]
    public async Task A_response_that_nobody_reads_is_cut_and_holds_nothing_any_more(bool isStreamed, int sentences)
    {
        ServerFixture server = await ServerFixture.StartAsync(new Dictionary<string, string?>
        {
            ["TTS_SEND_SECONDS"] = "1",
            ["TTS_MAX_UNREAD_SECONDS"] = "600",
        });
        try
        {
            string body = JsonSerializer.Serialize(new { text = Text(sentences), output = "48khz", stream = isStreamed });
            RawClient[] silent = await Task.WhenAll(
                Enumerable.Range(0, 4).Select(_ => RawClient.ConnectAsync(server, receiveBuffer: 4096)));
            foreach (RawClient client in silent)
            {
                await client.PostAsync("/v1/tts/generate", $"Content-Type: application/json\r\nContent-Length: {body.Length}", body);
            }

            // Each is heard of, and then none is left, though no client has gone.
            await HealthAsync(server, health => health.GetProperty("slots_used").GetInt32() > 0);
            await HealthAsync(server, health => health.GetProperty("slots_used").GetInt32() + health.GetProperty("waiting")
                .GetInt32() == 0);
            LiveStreams streams = server.Services.GetRequiredService<LiveStreams>();
            await HealthAsync(server, _ => streams.Count == 0);
            Assert.Equal(0, server.Services.GetRequiredService<UnsentAudio>().Held);
            foreach (RawClient client in silent)
            {
                client.Dispose();
            }

            Assert.NotEmpty((await server.Client.SpeakAsync(new { text = "Could you bring me a clean towel, please?" })).Samples);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_socket_on_which_nothing_moves_is_closed_and_one_that_keeps_alive_is_not()
    {
        ServerFixture server = await ServerFixture.StartAsync(new Dictionary<string, string?> { ["TTS_IDLE_SECONDS"] = "2" });
        try
        {
            await using TtsSocketClient idle = await TtsSocketClient.ConnectAsync(server);
            await using TtsSocketClient alive = await TtsSocketClient.ConnectAsync(server);
            Task<JsonElement> told = idle.UntilAsync("error");
            for (int i = 0; i < 8; i++)
            {
                await alive.SendAsync(new { type = "keepalive" });
                await Task.Delay(500);
            }

            Assert.Equal("client_idle", (await told.WaitAsync(ServerFixture.Limit)).GetProperty("code").GetString());
            Assert.Null(await idle.NextAsync());
            Assert.Equal(1008, idle.CloseCode);
            await alive.SendAsync(new { type = "clear" });
            await alive.UntilAsync("cleared");
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_body_that_comes_too_slowly_is_refused_with_408_and_keeps_nobody_out()
    {
        ServerFixture server = await ServerFixture.StartAsync(new Dictionary<string, string?> { ["STT_MAX_SESSIONS"] = "2" });
        try
        {
            List<RawClient> slow = [];
            for (int i = 0; i < 6; i++)
            {
                RawClient client = await RawClient.ConnectAsync(server);
                slow.Add(client);
                await client.PostAsync(
                    i % 2 == 0 ? "/transcribe_pcm" : "/v1/audio/transcriptions",
                    "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 100000\r\nExpect: 100-continue",
                    "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n");

                // Its body is being read from here on: whether it may come was asked before.
                Assert.StartsWith("HTTP/1.1 100", await client.ReadHeadAsync(), StringComparison.Ordinal);
            }

            // All of them have no place: two callers find theirs.
            await using (SttClient first = await SttClient.ConnectAsync(server))
            {
                await using SttClient second = await SttClient.ConnectAsync(server);
                await first.CloseAsync();
                await second.CloseAsync();
            }

            Task<int>[] answers = [.. slow.Select(client => client.ReadStatusAsync())];
            Stopwatch clock = Stopwatch.StartNew();
            while (!Array.TrueForAll(answers, answer => answer.IsCompleted) && clock.Elapsed < ServerFixture.Limit)
            {
                foreach (RawClient client in slow)
                {
                    await client.SendAsync(new byte[30]).ContinueWith(_ => { }, TaskScheduler.Default);
                }

                await Task.Delay(100);
            }

            Assert.All(await Task.WhenAll(answers), status => Assert.Equal(408, status));
            slow.ForEach(client => client.Dispose());
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Only_so_many_connections_are_taken_and_those_that_leave_make_room()
    {
        ServerFixture server = await ServerFixture.StartAsync(new Dictionary<string, string?>
        {
            ["MAX_CONNECTIONS"] = "40",
            ["MAX_CONNECTIONS_OF_ADDRESS"] = "10",
        });
        try
        {
            List<RawClient> silent = [];
            for (int i = 0; i < 30; i++)
            {
                silent.Add(await RawClient.ConnectAsync(server));
            }

            // The eleventh of one address is told so at once.
            Assert.Contains("503", await silent[^1].ReadToEndAsync(), StringComparison.Ordinal);
            silent.ForEach(client => client.Dispose());
            HttpStatusCode status = 0;
            for (int i = 0; i < 100 && status != HttpStatusCode.OK; i++)
            {
                status = (await server.Client.GetAsync("/health/live")).StatusCode;
                await Task.Delay(50);
            }

            Assert.Equal(HttpStatusCode.OK, status);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task One_caller_does_not_get_every_place()
    {
        ServerFixture server = await ServerFixture.StartAsync(new Dictionary<string, string?>
        {
            ["STT_MAX_SESSIONS"] = "8",
            ["TTS_MAX_SOCKETS"] = "4",
        });
        try
        {
            SttClient[] ears = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => SttClient.ConnectAsync(server)));
            Assert.Equal(HttpStatusCode.TooManyRequests, (await server.UpgradeAsync("/ws/stt")).Status);
            TtsSocketClient[] mouths = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => TtsSocketClient.ConnectAsync(server)));
            Assert.Equal(HttpStatusCode.TooManyRequests, (await server.UpgradeAsync("/ws/tts")).Status);
            foreach (SttClient client in ears)
            {
                await client.DisposeAsync();
            }

            foreach (TtsSocketClient client in mouths)
            {
                await client.DisposeAsync();
            }
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static string Text(int sentences) =>
        string.Join(' ', Enumerable.Repeat("My wallet must have fallen out in the taxi.", sentences));

    private static async Task HealthAsync(ServerFixture server, Func<JsonElement, bool> isReached)
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (clock.Elapsed < ServerFixture.Limit)
        {
            using JsonDocument health = JsonDocument.Parse(await server.Client.GetStringAsync("/v1/tts/health"));
            if (isReached(health.RootElement))
            {
                return;
            }

            await Task.Delay(50);
        }

        Assert.Fail("The server never came to that.");
    }
}
