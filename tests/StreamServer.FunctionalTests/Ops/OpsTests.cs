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
        foreach (string path in new[] { "/health/live", "/health/ready", "/v1/models", "/v1/tts/generate", "/v1/tts/voices",
            "/v1/tts/health" })
        {
            Assert.True(paths.TryGetProperty(path, out _), path);
        }
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
