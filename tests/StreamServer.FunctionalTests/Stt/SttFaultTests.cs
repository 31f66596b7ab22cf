using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using StreamServer.Endpoints.Edge;

namespace StreamServer.FunctionalTests.Stt;

public sealed class SttFaultTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("this is not JSON")]
    [InlineData("[1,2]")]
    [InlineData("""{"type":"sing"}""")]
    [InlineData("""{"text":"hello"}""")]
    [InlineData("""{"type":"marker"}""")]
    [InlineData("""{"type":"gap","ms":"long"}""")]
    [InlineData("""{"type":"\ud800"}""")]
    [InlineData("""{"type":"marker","id":"\ud800"}""")]
    [InlineData("""{"audio":"\ud800"}""")]
    [InlineData("""{"type":"configure","words":true,"words":false}""")]
    public async Task A_text_message_outside_the_protocol_is_told_and_closes_with_1003(string text)
    {
        await using SttClient client = await SttClient.ConnectAsync(server);

        await client.SendTextAsync(text);
        await client.ReadToEndAsync();

        JsonElement error = client.Error;
        Assert.Equal("bad_message", error.GetProperty("code").GetString());
        Assert.False(error.GetProperty("retryable").GetBoolean());
        Assert.Equal((WebSocketCloseStatus)1003, client.CloseStatus);
        await AssertOthersAreServedAsync();
    }

    [Fact]
    public async Task A_message_over_the_limit_is_told_and_closes_with_1009()
    {
        await using SttClient client = await SttClient.ConnectAsync(server);

        await client.SendBinaryAsync(new byte[10 << 20]);
        await client.ReadToEndAsync();

        Assert.Equal("too_large", client.Error.GetProperty("code").GetString());
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, client.CloseStatus);
        await AssertOthersAreServedAsync();
    }

    [Fact]
    public async Task Half_a_sample_at_the_end_is_told_after_the_last_final()
    {
        await using SttClient client = await SttClient.ConnectAsync(server);

        await client.SendAudioAsync(Recording.Clear.Pcm);
        await client.SendBinaryAsync(new byte[1]);
        await client.CloseAsync();

        Assert.Equal(Recording.Clear.Text, client.FinalText());
        Assert.Equal("bad_audio", client.Error.GetProperty("code").GetString());
        Assert.Equal(WebSocketCloseStatus.InvalidPayloadData, client.CloseStatus);
    }

    [Fact]
    public async Task Half_a_sample_before_a_final_is_a_warning()
    {
        await using SttClient client = await SttClient.ConnectAsync(server);

        await client.SendAudioAsync(Recording.Clear.Pcm);
        await client.SendBinaryAsync(new byte[1]);
        await client.SendTextAsync("""{"type":"final"}""");
        JsonElement warning = await client.ReceiveAsync("warning");
        JsonElement final = await client.ReceiveFinalAsync();

        Assert.Equal("bad_audio", warning.GetProperty("code").GetString());
        Assert.Equal(Recording.Clear.Text, final.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("sample_rate=15999", "sample_rate")]
    [InlineData("sample_rate=loud", "sample_rate")]
    [InlineData("channels=9", "channels")]
    [InlineData("encoding=mp3", "encoding")]
    [InlineData("language=tlh", "language")]
    [InlineData("endpointing=5", "endpointing")]
    [InlineData("vad_threshold=2", "vad_threshold")]
    [InlineData("words=maybe", "words")]
    [InlineData("endpointng=500", "endpointng")]
    [InlineData("participant=Anna", "meeting")]
    public async Task A_wrong_parameter_is_refused_before_the_upgrade(string query, string member)
    {
        (HttpStatusCode status, JsonElement problem) = await server.UpgradeAsync("/ws/stt?" + query);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("bad_request", problem.GetProperty("code").GetString());
        Assert.Equal(member, problem.GetProperty("member").GetString());
    }

    [Fact]
    public async Task An_unknown_model_is_refused_with_the_names_there_are()
    {
        (HttpStatusCode status, JsonElement problem) = await server.UpgradeAsync("/ws/stt?model=enormous");

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("tiny-sense-voice", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task A_plain_request_to_the_socket_is_refused()
    {
        using HttpResponseMessage response = await server.Client.GetAsync("/ws/stt");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task A_client_that_vanishes_mid_word_harms_nobody()
    {
        for (int i = 0; i < 8; i++)
        {
            await using SttClient client = await SttClient.ConnectAsync(server);
            await client.SendAudioAsync(Recording.Clear.Pcm.AsMemory(0, 20_000 + (i * 1000)));
            client.Abort();
        }

        await AssertOthersAreServedAsync();
    }

    [Fact]
    public async Task Noise_and_silence_give_no_text()
    {
        await using SttClient client = await SttClient.ConnectAsync(server);
        Random random = new(7);
        byte[] noise = new byte[32000 * 4];
        for (int i = 0; i < noise.Length; i += 2)
        {
            BitConverter.TryWriteBytes(noise.AsSpan(i), (short)((random.NextDouble() - 0.5) * 8000));
        }

        await client.SendAudioAsync(noise);
        await client.SendAudioAsync(Recording.Silence(2));
        await client.CloseAsync();

        Assert.Equal("", client.FinalText());
    }

    [Fact]
    public async Task Over_the_limit_of_sessions_the_upgrade_is_refused_with_503_and_a_time_to_come_back()
    {
        ServerFixture small = await ServerFixture.StartAsync(new Dictionary<string, string?> { ["STT_MAX_SESSIONS"] = "2" });
        try
        {
            await using SttClient first = await SttClient.ConnectAsync(small);
            await using SttClient second = await SttClient.ConnectAsync(small);

            (HttpStatusCode status, JsonElement problem) = await small.UpgradeAsync("/ws/stt");

            Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
            Assert.Equal("server_busy", problem.GetProperty("code").GetString());
            Assert.True(problem.GetProperty("retry_after_seconds").GetInt32() >= 1);

            await first.CloseAsync();
            await second.SendAudioAsync(Recording.Clear.Pcm);
            await second.CloseAsync();
            Assert.Equal(Recording.Clear.Text, second.FinalText());
        }
        finally
        {
            await small.DisposeAsync();
        }
    }

    [Fact]
    public async Task Three_times_the_streams_that_fit_cost_the_admitted_ones_nothing()
    {
        const int Room = 4;
        ServerFixture small = await ServerFixture.StartAsync(
            new Dictionary<string, string?> { ["STT_MAX_SESSIONS"] = $"{Room}", ["STT_MAX_SESSIONS_OF_ONE"] = $"{Room}" });
        try
        {
            SttClient[] admitted = await Task.WhenAll(Enumerable.Range(0, Room).Select(_ => SttClient.ConnectAsync(small)));
            Task<(HttpStatusCode Status, JsonElement Problem)>[] refused = [
                .. Enumerable.Range(0, 2 * Room).Select(_ => small.UpgradeAsync("/ws/stt"))];
            await Task.WhenAll(admitted.Select(async (client, index) =>
            {
                await client.SendPacedAsync(Recording.All[index].Pcm);
                await client.SendPacedAsync(Recording.Silence(0.6));

                // Who leaves makes room.
                await Task.WhenAll(refused).WaitAsync(ServerFixture.Limit);
                await client.CloseAsync();
            }));

            Assert.All(await Task.WhenAll(refused), answer => Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.Status));
            Assert.All(admitted, (client, index) => Assert.True(
                WordErrors.Rate(Recording.All[index].Text, client.FinalText()) < 0.5,
                    $"'{Recording.All[index].Text}' was heard as '{client.FinalText()}'."));
        }
        finally
        {
            await small.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_client_that_reads_nothing_is_cut_and_the_others_do_not_notice()
    {
        ServerFixture strict = await ServerFixture.StartAsync(
            new Dictionary<string, string?> { ["STT_SEND_SECONDS"] = "1", ["STT_IDLE_SECONDS"] = "3" });
        try
        {
            await using SttClient silent = await SttClient.ConnectAsync(strict);
            LiveStreams streams = strict.Services.GetRequiredService<LiveStreams>();
            await Assert.ThrowsAnyAsync<Exception>(async () =>
            {
                using CancellationTokenSource limit = new(ServerFixture.Limit);
                string marker = $$"""{"type":"marker","id":"{{new string('m', 256)}}"}""";
                while (true)
                {
                    // Each is answered; after some megabytes nothing more fits into the buffers between the two.
                    limit.Token.ThrowIfCancellationRequested();
                    await silent.SendTextAsync(marker);
                }
            });

            await using SttClient other = await SttClient.ConnectAsync(strict);
            await other.SendAudioAsync(Recording.Clear.Pcm);
            await other.CloseAsync();
            Assert.Equal(Recording.Clear.Text, other.FinalText());
            using CancellationTokenSource wait = new(ServerFixture.Limit);
            while (streams.Count > 0)
            {
                await Task.Delay(20, wait.Token);
            }
        }
        finally
        {
            await strict.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_stop_while_twenty_sessions_speak_loses_no_final()
    {
        ServerFixture stopping = await ServerFixture.StartAsync(new Dictionary<string, string?>());
        SttClient[] clients = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => SttClient.ConnectAsync(stopping)));
        IReadOnlyList<Recording> recordings = Recording.All;
        await Task.WhenAll(clients.Select(async (client, index) =>
        {
            await client.SendAudioAsync(recordings[index % recordings.Count].Pcm);

            // The echo says that the server has all of it; what a stop finds on the wire was never heard.
            await client.SendTextAsync("""{"type":"marker","id":"all"}""");
            await client.ReceiveAsync("marker");
        }));
        Task[] reading = [.. clients.Select(client => client.ReadToEndAsync())];

        await stopping.StopAsync();
        await Task.WhenAll(reading).WaitAsync(ServerFixture.Limit);

        Assert.All(clients, (client, index) =>
        {
            Assert.Equal((WebSocketCloseStatus)1012, client.CloseStatus);
            Assert.Equal("server_stopping", client.Error.GetProperty("code").GetString());
            Assert.Equal("summary", SttClient.TypeOf(client.Messages[^1]));
            Assert.True(
                WordErrors.Rate(recordings[index % recordings.Count].Text, client.FinalText()) < 0.5,
                $"'{recordings[index % recordings.Count].Text}' was heard as '{client.FinalText()}'.");
        });
        await stopping.DisposeAsync();
    }

    private async Task AssertOthersAreServedAsync()
    {
        await using SttClient client = await SttClient.ConnectAsync(server);
        await client.SendAudioAsync(Recording.Clear.Pcm);
        await client.CloseAsync();
        Assert.Equal(Recording.Clear.Text, client.FinalText());
    }
}
