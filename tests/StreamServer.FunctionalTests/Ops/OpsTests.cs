using System.Net;
using System.Text.Json;

namespace StreamServer.FunctionalTests.Ops;

public sealed class OpsTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    [Fact]
    public async Task Live_and_ready_are_green_and_say_what_models_run_on()
    {
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("health/live")).StatusCode);
        JsonElement ready = await ReadAsync("health/ready");
        Assert.Equal("ready", ready.GetProperty("status").GetString());
        Assert.Equal("cpu", ready.GetProperty("device").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Ready_names_each_half_and_each_model_and_started_is_green_after_the_load()
    {
        JsonElement ready = await ReadAsync("health/ready");
        Assert.Equal(["stt ready", "tts ready"], ready.GetProperty("parts").EnumerateArray()
            .Select(part => $"{part.GetProperty("name")} {part.GetProperty("status")}").Order());
        Dictionary<string, string> models = ready.GetProperty("models").EnumerateArray().ToDictionary(
            model => model.GetProperty("name").GetString()!, model => model.GetProperty("status").GetString()!);
        Assert.All(new[] { "tiny-vad", "tiny-sense-voice", "tiny-spark-tts", "tiny-bicodec" }, name => Assert.Equal("ready", models[name]));
        Assert.Equal("started", (await ReadAsync("health/started")).GetProperty("status").GetString());
    }

    [Fact]
    public async Task Info_tells_version_models_with_hash_and_licence_capacity_and_limits()
    {
        JsonElement info = await ReadAsync("info");
        Assert.NotEmpty(info.GetProperty("version").GetString()!);
        JsonElement model = info.GetProperty("models").EnumerateArray()
            .Single(model => model.GetProperty("name").GetString() == "tiny-sense-voice");
        Assert.NotEmpty(model.GetProperty("licence").GetString()!);
        string file = Path.Combine(ServerFixture.Root, "models", "tiny", "stt", "model.onnx");
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(file))),
            model.GetProperty("sha256").GetProperty("model").GetString());
        Assert.Equal(64, info.GetProperty("capacity").GetProperty("stt").GetProperty("capacity").GetInt32());
        Assert.Equal(16, info.GetProperty("capacity").GetProperty("tts").GetProperty("slots").GetInt32());
        Assert.Equal(10_000, info.GetProperty("limits").GetProperty("max_text_characters").GetInt32());
    }

    [Fact]
    public async Task Models_tell_what_is_loaded_and_what_it_is_not_good_at()
    {
        JsonElement list = await ReadAsync("v1/models");
        Assert.Equal("list", list.GetProperty("object").GetString());
        Dictionary<string, JsonElement> models = list.GetProperty("data").EnumerateArray()
            .ToDictionary(model => model.GetProperty("id").GetString()!);
        foreach (string name in new[] { "tiny-vad", "tiny-sense-voice", "tiny-spark-tts", "tiny-bicodec" })
        {
            Assert.True(models[name].GetProperty("loaded").GetBoolean(), name);
            Assert.NotEmpty(models[name].GetProperty("licence").GetString()!);
        }

        Assert.Equal(["en", "hi", "te"], models["tiny-spark-tts"].GetProperty("languages").EnumerateArray()
            .Select(language => language.GetString()));
        Assert.Contains("everyday English", models["tiny-sense-voice"].GetProperty("notice").GetString()!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_api_description_names_every_route()
    {
        JsonElement paths = (await ReadAsync("openapi/v1.json")).GetProperty("paths");
        foreach (string path in new[] { "/health/live", "/health/ready", "/health/started", "/info", "/v1/models",
            "/v1/tts/generate", "/v1/tts/voices",
            "/v1/tts/health" })
        {
            Assert.True(paths.TryGetProperty(path, out _), path);
        }
    }

    [Theory]
    [InlineData("/v1/tts/generate", """{"text":"Good morning."}""", true)]
    [InlineData("/v1/tts/generate", """{"text":"Good morning.","format":"mp3"}""", true)]
    [InlineData("/v1/audio/speech", """{"input":"Good morning.","stream_format":"sse"}""", true)]
    [InlineData("/v1/tts/generate", """{"text":"Good morning.","stream":false}""", false)]
    [InlineData("/v1/tts/normalize", """{"text":"Good morning."}""", false)]
    public async Task What_is_streamed_tells_proxies_not_to_buffer_it(string path, string body, bool isStreamed)
    {
        using HttpResponseMessage answer = await server.Client.PostAsync(
            path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(isStreamed ? ["no"] : [], answer.Headers.TryGetValues("X-Accel-Buffering", out var values) ? values : []);
    }

    [Fact]
    public async Task Every_answer_has_a_request_id_and_a_harmless_one_is_kept()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "nothing/here");
        request.Headers.Add("X-Request-Id", "mine-1");
        HttpResponseMessage response = await server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("mine-1", response.Headers.GetValues("X-Request-Id").Single());
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);

        using HttpRequestMessage odd = new(HttpMethod.Get, "health/live");
        odd.Headers.Add("X-Request-Id", "a b;c");
        Assert.Matches("^[0-9a-f]{32}$", (await server.Client.SendAsync(odd)).Headers.GetValues("X-Request-Id").Single());
    }

    private async Task<JsonElement> ReadAsync(string path)
    {
        using JsonDocument document = JsonDocument.Parse(await server.Client.GetStringAsync(path));
        return document.RootElement.Clone();
    }
}
