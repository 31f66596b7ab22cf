using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace StreamServer.FunctionalTests.Tts;

public sealed class TtsFormatTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Text = "The neighbours are painting their fence this weekend. Could you bring me a clean towel, please?";

    private static readonly string[] Formats = ["wav", "pcm", "opus", "mp3", "flac", "mulaw", "alaw"];

    [Theory]
    [InlineData("wav", "16khz", true, "audio/wav")]
    [InlineData("wav", "48khz", false, "audio/wav")]
    [InlineData("pcm", "24khz", true, null)]
    [InlineData("opus", "48khz", true, "audio/ogg")]
    [InlineData("opus", "16khz", false, "audio/ogg")]
    [InlineData("mp3", "24khz", true, "audio/mpeg")]
    [InlineData("mp3", "48khz", false, "audio/mpeg")]
    [InlineData("flac", "48khz", true, "audio/flac")]
    [InlineData("flac", "16khz", false, "audio/flac")]
    [InlineData("mulaw", "8khz", true, null)]
    [InlineData("alaw", "8khz", true, null)]
    public async Task Every_format_is_the_same_bytes_for_the_same_seed_alone_and_among_seven_others(
        string format, string output, bool isStreamed, string? type)
    {
        var request = new { text = Text, seed = 9, format, output, stream = isStreamed };
        using HttpResponseMessage first = await server.Client.PostAsJsonAsync(TtsClient.Route, request);
        Assert.True(first.IsSuccessStatusCode, await first.Content.ReadAsStringAsync());
        if (type is not null)
        {
            Assert.Equal(type, first.Content.Headers.ContentType?.MediaType);
        }

        byte[] alone = await first.Content.ReadAsByteArrayAsync();
        Task<byte[]>[] others = [.. Enumerable.Range(0, 7)
            .Select(i => BytesAsync(
            new { text = "Could you bring me a clean towel, please?", seed = 100 + i, format = Formats[i], stream = i % 2 == 0 }))];
        byte[] among = await BytesAsync(request);
        await Task.WhenAll(others);

        Assert.Equal(alone, among);
        if (!isStreamed)
        {
            Assert.Equal(alone.Length, first.Content.Headers.ContentLength);
        }
    }

    [Fact]
    public async Task The_speed_changes_the_length_and_the_sample_rate_does_not()
    {
        Wav normal = await server.Client.SpeakAsync(new { text = Text, seed = 4, stream = false });
        Wav fast = await server.Client.SpeakAsync(new { text = Text, seed = 4, stream = false, speed = 1.5 });
        Wav wide = await server.Client.SpeakAsync(new { text = Text, seed = 4, stream = false, output = "48khz" });

        Assert.Equal(normal.Seconds / 1.5, fast.Seconds, 0.001);
        Assert.Equal(48000, wide.SampleRate);
        Assert.Equal(normal.Seconds, wide.Seconds, 0.001);
    }

    [Fact]
    public async Task The_volume_is_a_factor()
    {
        Wav normal = await server.Client.SpeakAsync(new { text = "Good morning.", seed = 4, stream = false });
        Wav half = await server.Client.SpeakAsync(new { text = "Good morning.", seed = 4, stream = false, volume = 0.5 });
        for (int i = 0; i < normal.Samples.Length; i++)
        {
            Assert.InRange(half.Samples[i] - (normal.Samples[i] / 2.0), -1, 1);
        }
    }

    [Fact]
    public async Task A_streamed_answer_ends_with_its_figures_as_trailers()
    {
        using HttpResponseMessage response = await server.Client.StartAsync(new { text = Text, seed = 4 });
        byte[] body = await response.Content.ReadAsByteArrayAsync().WaitAsync(ServerFixture.Limit);
        double seconds = double.Parse(Assert.Single(response.TrailingHeaders.GetValues("X-Audio-Seconds")),
            System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(Wav.Parse(body).Seconds, seconds, 0.002);
        Assert.NotEmpty(Assert.Single(response.TrailingHeaders.GetValues("X-RTF")));
    }

    [Fact]
    public async Task The_normalised_text_is_shown_when_asked_for_and_changes_what_is_said()
    {
        using HttpResponseMessage shown = await server.Client.StartAsync(new { text = "It costs $5.", seed = 4, normalize_verbose = true });
        Assert.Equal("It costs five dollars.", Assert.Single(shown.Headers.GetValues("X-Normalized-Text")));

        using HttpResponseMessage injected = await server.Client.StartAsync(
            new { text = "One.\r\n\r\nX-Evil: 1", seed = 4, normalize_verbose = true });
        Assert.False(injected.Headers.Contains("X-Evil"));

        using HttpResponseMessage answer = await server.Client.PostAsJsonAsync(
            "/v1/tts/normalize", new { text = "Ask SQL for 3 rows.", lexicon = new Dictionary<string, string> { ["SQL"] = "sequel" } });
        JsonElement normalized = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("Ask sequel for three rows.", normalized.GetProperty("text").GetString());
        Assert.NotEqual(0, normalized.GetProperty("stages").GetArrayLength());
    }

    [Fact]
    public async Task What_the_model_cannot_say_is_told_and_a_text_of_nothing_else_is_refused()
    {
        using HttpResponseMessage partly = await server.Client.StartAsync(new { text = "[excited] Hello мир.", seed = 4, normalize_verbose = true });
        Assert.Equal(HttpStatusCode.OK, partly.StatusCode);
        Assert.Equal("UTF-8''%D0%BC%D0%B8%D1%80", Assert.Single(partly.Headers.GetValues("X-Unspeakable-Text")));
        Assert.StartsWith("Hello", Assert.Single(partly.Headers.GetValues("X-Normalized-Text")), StringComparison.Ordinal);

        foreach (string voice in new[] { "Mitra", "Taru" })
        {
            using HttpResponseMessage refused = await server.Client.PostAsJsonAsync("/v1/tts/generate", new { text = "你好", speaker = voice });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            Assert.Contains("unspeakable", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using HttpResponseMessage answer = await server.Client.PostAsJsonAsync("/v1/tts/normalize", new { text = "Hello 你好." });
        JsonElement span = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("unspeakable")[0];
        Assert.Equal((6, 8, "你好"), (span.GetProperty("start").GetInt32(), span.GetProperty("end").GetInt32(), span.GetProperty("text").GetString()));
    }

    [Fact]
    public async Task Clients_of_OpenAI_get_mp3_events_and_errors_in_their_shape()
    {
        using HttpResponseMessage mp3 = await server.Client.PostAsJsonAsync(
            "/v1/audio/speech", new { model = "tts-1", input = "Good morning.", voice = "alloy" });
        Assert.Equal("audio/mpeg", mp3.Content.Headers.ContentType?.MediaType);
        Assert.True((await mp3.Content.ReadAsByteArrayAsync()).Length > 1000);

        using HttpResponseMessage events = await server.Client.PostAsJsonAsync(
            "/v1/audio/speech", new
            {
                model = "tts-1",
                input = "Good morning.",
                voice = new { id = "Mitra" },
                response_format = "pcm",
                stream_format = "sse"
            });
        Assert.Equal("text/event-stream", events.Content.Headers.ContentType?.MediaType);
        JsonElement[] messages = [.. (await events.Content.ReadAsStringAsync()).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line["data: ".Length..]).RootElement)];
        Assert.All(messages[..^1], message => Assert.Equal("speech.audio.delta", message.GetProperty("type").GetString()));
        Assert.Equal("speech.audio.done", messages[^1].GetProperty("type").GetString());
        int bytes = messages[..^1].Sum(message => message.GetProperty("audio").GetBytesFromBase64().Length);
        Assert.InRange(bytes / 48000.0, 0.3, 5);

        using HttpResponseMessage wrong = await server.Client.PostAsJsonAsync(
            "/v1/audio/speech", new { model = "tts-1", input = "Hi.", voice = "nobody" });
        Assert.Equal(400, (int)wrong.StatusCode);
        JsonElement error = JsonDocument.Parse(await wrong.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        Assert.Equal("voice", error.GetProperty("param").GetString());
        Assert.Equal("unknown_voice", error.GetProperty("code").GetString());
    }

    private async Task<byte[]> BytesAsync(object body)
    {
        using HttpResponseMessage response = await server.Client.PostAsJsonAsync(TtsClient.Route, body).WaitAsync(ServerFixture.Limit);
        return await response.Content.ReadAsByteArrayAsync();
    }
}
