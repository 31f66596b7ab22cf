using System.Text.Json;
using StreamServer.Supabase;

namespace StreamServer.FunctionalTests.Stt;

public sealed class CaptureStampTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("/ws/stt", "transcript", false)]
    [InlineData("/ws/stt", "transcript", true)]
    [InlineData("/ws/stt/somebody", "final", false)]
    public async Task Who_says_when_he_captured_his_audio_is_told_where_the_time_went(string path, string type, bool inQuery)
    {
        // A clock that is ten seconds behind ours, so that no hurry of this machine changes a sign.
        DateTimeOffset captured = TestTime.Shared.GetUtcNow().AddSeconds(-10 - Recording.Clear.Seconds);
        string query = inQuery ? $"?captured_at={captured:yyyy-MM-ddTHH:mm:ss.fff}Z" : "";
        long start = TimeProvider.System.GetTimestamp();
        await using SttClient client = await SttClient.ConnectAsync(server, path + query);
        if (!inQuery)
        {
            await client.SendTextAsync($$"""{"type":"timestamp","captured_at":{{captured.ToUnixTimeMilliseconds()}}}""");
        }

        await client.SendAudioAsync(Recording.Clear.Pcm);
        await client.SendAudioAsync(Recording.Silence(1));
        await client.CloseAsync();
        JsonElement final = client.Messages.First(message => SttClient.TypeOf(message) == type
            && (type == "final" || message.GetProperty("is_final").GetBoolean()));

        JsonElement latency = final.GetProperty("latency");
        Assert.InRange(final.GetProperty("latency_ms").GetDouble(), 0, 60_000);
        double capture = latency.GetProperty("capture_ms").GetDouble();
        double network = latency.GetProperty("network_ms").GetDouble();
        double passed = TimeProvider.System.GetElapsedTime(start).TotalMilliseconds;

        // Messages of 100 ms: the last sample of speech waited for the end of its message at most so long.
        Assert.InRange(capture, 0, 100.1);
        Assert.Equal(final.GetProperty("latency_ms").GetDouble(), latency.GetProperty("processing_ms").GetDouble(), 1.0);

        // The audio was sent at once, after its last sample had been captured ten seconds ago.
        Assert.InRange(network, 9_000, 10_000 + passed + (1000 * Recording.Clear.Seconds));
    }

    [Fact]
    public async Task Who_does_not_is_told_nothing_new_and_a_time_that_cannot_be_is_refused()
    {
        await using SttClient client = await SttClient.ConnectAsync(server);
        await client.SendAudioAsync(Recording.Clear.Pcm);
        await client.SendTextAsync("""{"type":"final"}""");
        Assert.False((await client.ReceiveFinalAsync()).TryGetProperty("latency", out _));

        await client.SendTextAsync("""{"type":"timestamp","captured_at":"2001-01-01T00:00:00Z"}""");
        await client.ReadToEndAsync();
        Assert.Equal("captured_at", client.Error.GetProperty("member").GetString());
        (_, JsonElement problem) = await server.UpgradeAsync("/ws/stt?captured_at=yesterday");
        Assert.Equal("captured_at", problem.GetProperty("member").GetString());
    }
}
