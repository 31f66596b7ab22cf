using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using StreamServer.Auth.Keys;

namespace StreamServer.FunctionalTests.Auth;

public sealed class AdminTests(KeyedServer server) : IClassFixture<KeyedServer>, IAsyncLifetime
{
    private string _admin = "";

    public async Task InitializeAsync() => _admin = (await server.KeyAsync(KeyScopes.Admin)).Text;

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task A_key_lives_from_its_making_to_its_end_over_http()
    {
        JsonElement plan = await SendAsync(HttpMethod.Put, "/v1/admin/plans/gold", new { requests_per_minute = 100, credits = 5 });
        Assert.Equal(5, plan.GetProperty("credits").GetInt64());
        JsonElement made = await SendAsync(
            HttpMethod.Post,
            "/v1/admin/keys",
            new { name = "bot", owner = "ada", plan = "gold", scopes = new[] { "tts" } },
            HttpStatusCode.Created);
        string id = made.GetProperty("id").GetString()!;
        string text = made.GetProperty("key").GetString()!;
        Assert.StartsWith(made.GetProperty("prefix").GetString()!, text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/v1/tts/voices", text)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.SendAsync(HttpMethod.Post, "/transcribe_pcm", text)).StatusCode);

        JsonElement list = await SendAsync(HttpMethod.Get, "/v1/admin/keys");
        JsonElement listed = list.GetProperty("keys").EnumerateArray().Single(key => key.GetProperty("id").GetString() == id);
        Assert.False(listed.TryGetProperty("key", out _));
        Assert.Equal(("bot", "ada", "gold"),
            (listed.GetProperty("name").GetString(), listed.GetProperty("owner").GetString(), listed.GetProperty("plan").GetString()));

        JsonElement credits = await SendAsync(HttpMethod.Post, $"/v1/admin/keys/{id}/credits", new { credits = 2.5, reason = "gift" });
        Assert.Equal(7.5m, credits.GetProperty("credits_remaining").GetDecimal());
        string usage = await (await server.GetAsync("/v1/usage", text)).Content.ReadAsStringAsync();
        Assert.Contains("\"credits_remaining\":7.5", usage, StringComparison.Ordinal);

        JsonElement rotated = await SendAsync(HttpMethod.Post, $"/v1/admin/keys/{id}/rotate");
        Assert.Equal(id, rotated.GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.GetAsync("/v1/tts/voices", text)).StatusCode);
        string second = rotated.GetProperty("key").GetString()!;
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/v1/tts/voices", second)).StatusCode);

        Assert.True((await SendAsync(HttpMethod.Delete, $"/v1/admin/keys/{id}")).TryGetProperty("revoked", out _));
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.GetAsync("/v1/tts/voices", second)).StatusCode);
        await SendAsync(HttpMethod.Post, $"/v1/admin/keys/{id}/rotate", null, HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("{}", "name", "owner")]
    [InlineData("""{"name":"a","owner":"b","scopes":["root"]}""", "scopes")]
    [InlineData("""{"name":"a","owner":"b","scopes":"tts"}""", "scopes")]
    [InlineData("""{"name":"a","owner":"b","expires":"soon","nonsense":1}""", "expires", "nonsense")]
    [InlineData("""{"name":"a","owner":"b","expires":"2001-01-01T00:00:00Z"}""", "expires")]
    [InlineData("""{"name":1,"owner":["b"]}""", "name", "owner")]
    public async Task A_wish_that_is_wrong_names_every_member(string body, params string[] members)
    {
        using HttpResponseMessage answer = await server.SendAsync(HttpMethod.Post, "/v1/admin/keys", _admin, Json(body));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        string text = await answer.Content.ReadAsStringAsync();
        Assert.All(members, member => Assert.Contains(member, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("GET", "/v1/admin/keys/nobodyat")]
    [InlineData("GET", "/v1/admin/keys/x")]
    [InlineData("DELETE", "/v1/admin/keys/nobodyat")]
    [InlineData("POST", "/v1/admin/keys/nobodyat/rotate")]
    [InlineData("GET", "/v1/admin/keys/nobodyat/usage")]
    [InlineData("DELETE", "/v1/admin/keys/nobodyat/sentences")]
    [InlineData("GET", "/v1/admin/keys?after=nobody")]
    public async Task A_key_that_there_is_not_is_404(string method, string path) =>
        Assert.Equal(HttpStatusCode.NotFound, (await server.SendAsync(new HttpMethod(method), path, _admin)).StatusCode);

    [Fact]
    public async Task Sentences_are_deleted_by_age_and_need_a_time()
    {
        Assert.Equal(
            0, (await SendAsync(HttpMethod.Delete, "/v1/admin/sentences?before=2001-01-01T00:00:00Z")).GetProperty("deleted").GetInt64());
        Assert.Equal(HttpStatusCode.BadRequest, (await server.SendAsync(HttpMethod.Delete, "/v1/admin/sentences", _admin)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await server.GetAsync("/v1/admin/usage?days=0", _admin)).StatusCode);
    }

    [Fact]
    public async Task The_description_of_the_api_has_the_routes_and_the_scheme()
    {
        JsonElement document = JsonDocument.Parse(await server.Server.Client.GetStringAsync("openapi/v1.json")).RootElement;
        foreach (string path in new[] { "/v1/admin/keys", "/v1/admin/keys/{id}/rotate", "/v1/admin/plans/{id}", "/v1/usage" })
        {
            Assert.True(document.GetProperty("paths").TryGetProperty(path, out _), path);
        }

        JsonElement schemes = document.GetProperty("components").GetProperty("securitySchemes");
        Assert.Equal("bearer", schemes.GetProperty("bearer").GetProperty("scheme").GetString());
        Assert.Equal("X-API-Key", schemes.GetProperty("key").GetProperty("name").GetString());
        Assert.True(document.GetProperty("security").GetArrayLength() > 0);
    }

    private static StringContent Json(string body) => new(body, System.Text.Encoding.UTF8, "application/json");

    private async Task<JsonElement> SendAsync(
        HttpMethod method, string path, object? body = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using HttpResponseMessage answer = await server.SendAsync(method, path, _admin, body is null ? null : JsonContent.Create(body));
        string text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{method} {path}: {(int)answer.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement;
    }
}
