using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace StreamServer.FunctionalTests.Tts;

public sealed class TtsFaultTests
{
    [Fact]
    public async Task A_server_that_stops_finishes_the_sentence_and_closes_the_container()
    {
        ServerFixture server = await ServerFixture.StartAsync(new Dictionary<string, string?>());
        try
        {
            string text = string.Join(' ', Enumerable.Repeat("The neighbours are painting their fence this weekend.", 60));
            using HttpResponseMessage response = await server.Client.StartAsync(new { text, seed = 5 });
            await using Stream body = await response.Content.ReadAsStreamAsync();
            byte[] start = new byte[44];
            await body.ReadExactlyAsync(start).AsTask().WaitAsync(ServerFixture.Limit);

            Task stopping = server.StopAsync();
            using MemoryStream rest = new();
            await body.CopyToAsync(rest).WaitAsync(ServerFixture.Limit);
            await stopping.WaitAsync(ServerFixture.Limit);

            // Read to the end without an exception: the last chunk of the transfer coding came. Some sentences, not all sixty.
            double seconds = rest.Length / 32000.0;
            Assert.InRange(seconds, 1, 120);
            Assert.NotEmpty(response.TrailingHeaders.GetValues("X-Audio-Seconds"));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_slow_reader_holds_nobody_up_and_gets_everything()
    {
        ServerFixture server = await ServerFixture.StartAsync(new Dictionary<string, string?> { ["TTS_SLOTS"] = "2", ["TTS_MAX_UNREAD_SECONDS"] = "5" });
        try
        {
            string text = string.Join(' ', Enumerable.Repeat("My wallet must have fallen out in the taxi.", 40));
            using TcpClient slow = await SendAsync(server, text);
            byte[] first = new byte[1000];
            await slow.GetStream().ReadExactlyAsync(first).AsTask().WaitAsync(ServerFixture.Limit);

            for (int i = 0; i < 6; i++)
            {
                Wav wav = await server.Client.SpeakAsync(new { text = "Could you bring me a clean towel, please?", seed = i });
                Assert.InRange(wav.Seconds, 1, 6);
                await slow.GetStream().ReadExactlyAsync(first).AsTask().WaitAsync(ServerFixture.Limit);
            }

            using JsonDocument health = JsonDocument.Parse(await server.Client.GetStringAsync("/v1/tts/health"));
            Assert.InRange(health.RootElement.GetProperty("slots_used").GetInt32(), 0, 1);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task More_requests_than_slots_and_queue_are_refused_with_when_to_come_back()
    {
        ServerFixture server = await ServerFixture.StartAsync(new Dictionary<string, string?> { ["TTS_SLOTS"] = "1", ["TTS_MAX_QUEUE"] = "2" });
        try
        {
            string text = string.Join(' ', Enumerable.Repeat("She teaches music at the village school.", 10));
            Task<HttpResponseMessage>[] all = [.. Enumerable.Range(0, 12).Select(i => server.Client.StartAsync(new { text, seed = i }))];
            HttpResponseMessage[] responses = await Task.WhenAll(all);

            Assert.Contains(responses, response => response.IsSuccessStatusCode);
            HttpResponseMessage refused = responses.First(response => !response.IsSuccessStatusCode);
            JsonElement problem = await refused.ProblemAsync(503);
            Assert.Equal("server_busy", problem.GetProperty("code").GetString());
            Assert.NotNull(refused.Headers.RetryAfter);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<TcpClient> SendAsync(ServerFixture server, string text)
    {
        TcpClient client = new() { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(server.Address.Host, server.Address.Port);
        string body = JsonSerializer.Serialize(new { text, seed = 1 });
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {TtsClient.Route} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
        return client;
    }
}
