using System.Diagnostics;
using System.Net;
using System.Text.Json;
using StreamServer.FunctionalTests.Tts;

namespace StreamServer.FunctionalTests.Hostile;

/// <summary>What the server says is so: a part is never called the whole.</summary>
public sealed class TruthTests
{
    private static readonly string LongText = string.Join(
        ' ', Enumerable.Repeat("The neighbours are painting their fence this weekend.", 150));

    [Fact]
    public async Task A_stop_never_sends_part_of_an_answer_that_was_to_be_whole()
    {
        ServerFixture server = await ServerFixture.StartAsync(new Dictionary<string, string?> { ["DRAIN_SECONDS"] = "2" });
        try
        {
            // That the other one speaks says that this one is taken.
            Task<HttpResponseMessage> whole = server.Client.StartAsync(new { text = LongText, stream = false });
            using HttpResponseMessage streamed = await server.Client.StartAsync(new { text = LongText });
            await server.StopAsync().WaitAsync(ServerFixture.Limit);
            using HttpResponseMessage answer = await whole.WaitAsync(ServerFixture.Limit);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_stop_marks_a_stream_that_it_cuts_short()
    {
        ServerFixture server = await ServerFixture.StartAsync(new Dictionary<string, string?> { ["DRAIN_SECONDS"] = "10" });
        try
        {
            using HttpResponseMessage streamed = await server.Client.StartAsync(new { text = LongText });
            using HttpResponseMessage events = await server.Client.SendAsync(
                new HttpRequestMessage(HttpMethod.Post, "/v1/audio/speech")
                {
                    Content = new StringContent(
                        JsonSerializer.Serialize(new { input = LongText, stream_format = "sse" }), null, "application/json"),
                },
                HttpCompletionOption.ResponseHeadersRead).WaitAsync(ServerFixture.Limit);
            Stream body = await streamed.Content.ReadAsStreamAsync();
            await body.ReadExactlyAsync(new byte[1]).AsTask().WaitAsync(ServerFixture.Limit);
            Task stopping = server.StopAsync();
            Task<string> told = events.Content.ReadAsStringAsync();
            await body.CopyToAsync(Stream.Null).WaitAsync(ServerFixture.Limit);

            Assert.Equal(HttpStatusCode.OK, streamed.StatusCode);
            Assert.Equal("server_stopping", Assert.Single(streamed.TrailingHeaders.GetValues("X-Cut-Short")));
            Assert.Contains("\"code\":\"server_stopping\"", await told.WaitAsync(ServerFixture.Limit), StringComparison.Ordinal);
            await stopping.WaitAsync(ServerFixture.Limit);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_stream_that_is_whole_has_no_mark()
    {
        ServerFixture server = await ServerFixture.StartAsync(new Dictionary<string, string?>());
        try
        {
            using HttpResponseMessage response = await server.Client.StartAsync(new { text = "Could you bring me a clean towel, please?" });
            await response.Content.CopyToAsync(Stream.Null).WaitAsync(ServerFixture.Limit);
            Assert.False(response.TrailingHeaders.Contains("X-Cut-Short"));
            Assert.True(response.TrailingHeaders.Contains("X-Audio-Seconds"));
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_stop_says_flushed_of_nothing_that_was_not_spoken()
    {
        ServerFixture server = await ServerFixture.StartAsync(new Dictionary<string, string?> { ["DRAIN_SECONDS"] = "8" });
        try
        {
            await using TtsSocketClient client = await TtsSocketClient.ConnectAsync(server);
            for (int i = 0; i < 100; i++)
            {
                await client.SendAsync(
                    new { type = "speak", text = "The neighbours are painting their fence. They like green. It dries fast." });
                await client.SendAsync(new { type = "flush" });
            }

            await client.UntilAsync("flushed");
            Task stopping = server.StopAsync();
            List<JsonElement> said = [];
            while (await client.NextAsync() is { } message)
            {
                said.Add(message);
            }

            await stopping.WaitAsync(ServerFixture.Limit);
            string[] types = [.. said.Select(message => message.GetProperty("type").GetString()!)];
            Assert.Equal("error", types[^1]);
            Assert.Equal("server_stopping", said[^1].GetProperty("code").GetString());
            Assert.Equal(1012, client.CloseCode);
            Assert.All(said, message => Assert.True(
                message.GetProperty("type").GetString() != "metadata" || message.GetProperty("audio_seconds").GetDouble() > 0.5));
            Assert.InRange(types.Count(type => type == "flushed"), 0, 98);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(40)]
    [InlineData(400)]
    public async Task Clear_is_heeded_at_once_however_much_waits(int utterances)
    {
        ServerFixture server = await ServerFixture.StartAsync(new Dictionary<string, string?>());
        try
        {
            await using TtsSocketClient client = await TtsSocketClient.ConnectAsync(server);
            for (int i = 0; i < utterances; i++)
            {
                await client.SendAsync(new { type = "speak", text = "The neighbours are painting their fence this weekend." });
                await client.SendAsync(new { type = "flush" });
            }

            Stopwatch clock = Stopwatch.StartNew();
            await client.SendAsync(new { type = "clear" });
            await client.UntilAsync("cleared");
            Assert.InRange(clock.Elapsed.TotalSeconds, 0, 5);

            // The socket hears and speaks on.
            await client.SendAsync(new { type = "speak", text = "It dries fast." });
            await client.SendAsync(new { type = "flush" });
            Assert.Equal(utterances, (await client.UntilAsync("flushed")).GetProperty("utterance").GetInt32());
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task Clears_at_any_moment_never_hang_a_socket()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        ServerFixture server = await ServerFixture.StartAsync(new Dictionary<string, string?>());
        try
        {
            await using TtsSocketClient client = await TtsSocketClient.ConnectAsync(server);
            int count = 0;
            for (int round = 0; round < 60; round++)
            {
                for (int i = random.Next(1, 4); i > 0; i--)
                {
                    await client.SendAsync(new { type = "speak", text = "It dries fast. They like green." });
                    await client.SendAsync(new { type = "flush" });
                    count++;
                }

                await Task.Delay(random.Next(0, 40));
                await client.SendAsync(new { type = "clear" });
                await client.UntilAsync("cleared");
            }

            await client.SendAsync(new { type = "speak", text = "It dries fast." });
            await client.SendAsync(new { type = "close" });
            Assert.True((await client.UntilAsync("flushed")).GetProperty("utterance").GetInt32() == count, $"seed {seed}");
            Assert.Null(await client.NextAsync());
            Assert.Equal(1000, client.CloseCode);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }
}
