using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Files;

namespace StreamServer.FunctionalTests.Tts;

public sealed class TtsFaultTests
{
    /// <summary>Half of the trailer's last digit, and a sample or two, in seconds.</summary>
    private const double Rounding = 0.006;

    /// <summary>At 16 kHz, in seconds: the delay of encoder and decoder, and two frames that are filled up (see
    /// TtsDurationTests).</summary>
    private const double Mp3Delay = (576 + 529 + (2 * 576)) / 16000.0;

    [Fact]
    public async Task A_server_that_stops_finishes_the_sentence_and_closes_the_container_of_every_format()
    {
        ServerFixture server = await ServerFixture.StartAsync(new Dictionary<string, string?> { ["DRAIN_SECONDS"] = "8" });
        try
        {
            string text = string.Join(' ', Enumerable.Repeat("The neighbours are painting their fence this weekend.", 150));
            HttpResponseMessage[] responses = await Task.WhenAll(
                AudioFormats.Names.Select(format => server.Client.StartAsync(new { text, seed = 5, format })));
            Assert.All(responses, response => Assert.True(response.IsSuccessStatusCode));
            Stream[] bodies = await Task.WhenAll(responses.Select(response => response.Content.ReadAsStreamAsync()));
            byte[] first = new byte[bodies.Length];
            for (int i = 0; i < bodies.Length; i++)
            {
                await bodies[i].ReadExactlyAsync(first.AsMemory(i, 1)).AsTask().WaitAsync(ServerFixture.Limit);
            }

            Task stopping = server.StopAsync();
            MemoryStream[] audio = await Task.WhenAll(bodies.Select(async (body, i) =>
            {
                MemoryStream all = new();
                all.WriteByte(first[i]);
                await body.CopyToAsync(all).WaitAsync(ServerFixture.Limit);
                return all;
            }));
            await stopping.WaitAsync(ServerFixture.Limit);

            foreach ((int i, string format) in AudioFormats.Names.Index())
            {
                // Read to the end without an exception: the last chunk of the transfer coding came. Some sentences, not all of them.
                double seconds = double.Parse(Assert.Single(responses[i].TrailingHeaders.GetValues("X-Audio-Seconds")),
                    CultureInfo.InvariantCulture);
                Assert.InRange(seconds, 1, 300);
                double decoded = SecondsOf(format, audio[i]);
                Assert.True(decoded - seconds > -Rounding && decoded - seconds < Rounding + (format == "mp3" ? Mp3Delay : 0),
                    $"{format}: {decoded} s decoded, {seconds} s spoken.");
            }
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_reader_of_1_kB_a_second_holds_nobody_up()
    {
        ServerFixture server = await ServerFixture.StartAsync(
            new Dictionary<string, string?> { ["TTS_SLOTS"] = "4", ["TTS_MAX_UNREAD_SECONDS"] = "5" });
        try
        {
            string text = string.Join(' ', Enumerable.Repeat("My wallet must have fallen out in the taxi.", 40));
            using CancellationTokenSource end = new();
            using TcpClient slow = await SendAsync(server, text);
            Task<int> reading = DripAsync(slow, end.Token);

            // Three callers at once, four times: far more than would fit in the slots if the slow one's work went on.
            string spoken = string.Join(' ', Enumerable.Repeat("Could you bring me a clean towel, please?", 4));
            for (int round = 0; round < 4; round++)
            {
                long start = Stopwatch.GetTimestamp();
                Wav[] wavs = await Task.WhenAll(
                    Enumerable.Range(0, 3).Select(i => server.Client.SpeakAsync(new { text = spoken, seed = (10 * round) + i })));
                double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
                Assert.All(wavs, wav => Assert.True(seconds < wav.Seconds, $"{wav.Seconds:F1} s of audio took {seconds:F1} s."));
            }

            using JsonDocument health = JsonDocument.Parse(await server.Client.GetStringAsync("/v1/tts/health"));
            Assert.InRange(health.RootElement.GetProperty("slots_used").GetInt32(), 0, 1);
            await end.CancelAsync();
            Assert.True(await reading > 0);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_client_that_hangs_up_frees_its_slot_and_the_counter_says_so()
    {
        // The server never waits for the reader, so that the request always holds a slot, however late the client hangs up.
        ServerFixture server = await ServerFixture.StartAsync(new Dictionary<string, string?> { ["TTS_MAX_UNREAD_SECONDS"] = "600" });
        try
        {
            using ServerCounter freed = new(server, "tts.lm.slots_freed_on_cancel");
            string text = string.Join(' ', Enumerable.Repeat("My wallet must have fallen out in the taxi.", 100));
            const int hangUps = 5;
            for (int i = 1; i <= hangUps; i++)
            {
                using CancellationTokenSource hangUp = new();
                using HttpResponseMessage response = await server.Client.StartAsync(new { text, seed = i }, hangUp.Token);
                Stream body = await response.Content.ReadAsStreamAsync(hangUp.Token);
                await body.ReadExactlyAsync(new byte[100]).AsTask().WaitAsync(ServerFixture.Limit);
                await hangUp.CancelAsync();
                response.Dispose();
                await NoSlotIsUsedAsync(server);
            }

            // One or two may have hung up between two sentences, when a request holds no slot for a moment.
            Assert.InRange(await freed.ReachesAsync(hangUps - 2), hangUps - 2, hangUps);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task More_requests_than_slots_and_queue_are_refused_with_when_to_come_back()
    {
        ServerFixture server = await ServerFixture.StartAsync(
            new Dictionary<string, string?> { ["TTS_SLOTS"] = "1", ["TTS_MAX_QUEUE"] = "2" });
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

    /// <summary>Seconds of a response as an independent decoder reads it, to its very end.</summary>
    private static async Task NoSlotIsUsedAsync(ServerFixture server)
    {
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        while (true)
        {
            using JsonDocument health = JsonDocument.Parse(await server.Client.GetStringAsync("/v1/tts/health", limit.Token));
            if (health.RootElement.GetProperty("slots_used").GetInt32() == 0)
            {
                return;
            }

            await Task.Delay(10, limit.Token);
        }
    }

    private static double SecondsOf(string format, MemoryStream audio)
    {
        if (format is "pcm" or "mulaw" or "alaw")
        {
            return format == "pcm" ? audio.Length / 32000.0 : audio.Length / 8000.0;
        }

        audio.Position = 0;
        using IAudioFile file = AudioFiles.Open(audio);
        float[] samples = new float[8192];
        long count = 0;
        while (file.Read(samples) is > 0 and int read)
        {
            count += read;
        }

        return (double)count / file.SampleRate / file.Channels;
    }

    /// <summary>Reads 100 bytes every 100 ms.</summary>
    private static async Task<int> DripAsync(TcpClient client, CancellationToken end)
    {
        byte[] some = new byte[100];
        int received = 0;
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(100));
        try
        {
            while (await timer.WaitForNextTickAsync(end))
            {
                received += await client.GetStream().ReadAsync(some, end);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The test has seen enough.
        }

        return received;
    }

    private static async Task<TcpClient> SendAsync(ServerFixture server, string text)
    {
        TcpClient client = new() { ReceiveBufferSize = 4096 };
        await client.ConnectAsync(server.Address.Host, server.Address.Port);
        string body = JsonSerializer.Serialize(new { text, seed = 1 });
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {TtsClient.Route} HTTP/1.1\r\nHost: test\r\nContent-Type: application/json\r\nContent-Length: "
                + $"{body.Length}\r\n\r\n{body}"));
        return client;
    }
}
