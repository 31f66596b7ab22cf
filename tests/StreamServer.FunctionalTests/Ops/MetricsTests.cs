using System.Net.Http.Json;

namespace StreamServer.FunctionalTests.Ops;

public sealed class MetricsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Metrics_tell_what_was_made_before_the_first_scrape()
    {
        using HttpResponseMessage speech = await server.Client.PostAsJsonAsync(
            "v1/tts/generate", new { text = "Good morning.", stream = true });
        speech.EnsureSuccessStatusCode();
        await speech.Content.ReadAsByteArrayAsync();

        using HttpResponseMessage answer = await server.Client.GetAsync("metrics");
        Assert.Equal("text/plain", answer.Content.Headers.ContentType!.MediaType);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.Contains("# TYPE speech_tts_tokens_total counter", text, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^speech_tts_tokens_total\{phase=""decode""\} [1-9]\d*$", text);
        Assert.Contains("# TYPE speech_tts_first_audio_seconds histogram", text, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^http_server_request_duration_seconds_count\{.*http_route=""/v1/tts/generate"".*\} 1$", text);
        Assert.Contains("# TYPE dotnet_process_memory_working_set_bytes gauge", text, StringComparison.Ordinal);
    }
}
