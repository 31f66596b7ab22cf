using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using StreamServer.Supabase;

namespace StreamServer.Tests.Auth.Supabase;

/// <summary>The test server answers as Supabase does: statuses, bodies and keys.</summary>
[Collection(PostgresFixture.Name)]
public sealed class PostgrestTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly HttpClient _client = new();
    private PostgresDatabase _database = null!;
    private PostgrestServer _server = null!;

    public async Task InitializeAsync()
    {
        _database = await postgres.Cluster.MigratedDatabaseAsync();
        _server = await PostgrestServer.StartAsync(_database);
        await SqlKeys.CreateAsync(_database, "abcdefgh");
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_secret_key_alone_is_the_servers_role()
    {
        (HttpStatusCode status, JsonElement body) = await CallAsync("authorize_key", new { p_hash = SqlKeys.Hash(1) }, _server.Keys.Secret);
        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal("abcdefgh", body.GetProperty("key").GetProperty("id").GetString());
        (status, body) = await CallAsync("authorize_key", new { p_hash = SqlKeys.Hash(2) }, _server.Keys.Secret);
        Assert.Equal((HttpStatusCode.OK, JsonValueKind.Null), (status, body.ValueKind));
    }

    [Fact]
    public async Task A_legacy_key_is_the_servers_role_only_when_it_is_in_both_headers()
    {
        string key = _server.Keys.LegacyServiceRole;
        Assert.Equal(HttpStatusCode.OK, (await CallAsync("any_key", new { }, key, key)).Status);
        (HttpStatusCode status, JsonElement body) = await CallAsync("any_key", new { }, key);
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal("42501", body.GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_secret_key_in_authorization_is_no_token()
    {
        (HttpStatusCode status, JsonElement body) = await CallAsync("any_key", new { }, _server.Keys.Secret, _server.Keys.Secret);
        Assert.Equal(HttpStatusCode.Unauthorized, status);
        Assert.Equal("PGRST301", body.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Without_a_key_or_with_a_wrong_one_the_gateway_answers()
    {
        (HttpStatusCode status, JsonElement body) = await CallAsync("any_key", new { }, null);
        Assert.Equal((HttpStatusCode.Unauthorized, "No API key found in request"), (status, body.GetProperty("message").GetString()));
        (status, body) = await CallAsync("any_key", new { }, "sb_secret_wrong");
        Assert.Equal((HttpStatusCode.Unauthorized, "Invalid API key"), (status, body.GetProperty("message").GetString()));
    }

    [Fact]
    public async Task Strangers_get_401_and_signed_in_users_403()
    {
        Assert.Equal(HttpStatusCode.Unauthorized, (await CallAsync("any_key", new { }, _server.Keys.Publishable)).Status);
        (HttpStatusCode status, JsonElement body) = await CallAsync(
            "take_quota",
            new { p_holder = Guid.NewGuid(), p_takes = Array.Empty<int>() },
            _server.Keys.Publishable,
            _server.Keys.Jwt("authenticated"));
        Assert.Equal(HttpStatusCode.Forbidden, status);
        Assert.Equal("permission denied for function take_quota", body.GetProperty("message").GetString());
        Assert.True(body.TryGetProperty("details", out _) && body.TryGetProperty("hint", out _));
    }

    [Theory]
    [InlineData("no_such_function", """{"a":1}""", 404, "PGRST202")]
    [InlineData("authorize_key", """{"p_wrong":1}""", 404, "PGRST202")]
    [InlineData("authorize_key", "{}", 404, "PGRST202")]
    [InlineData("authorize_key", "no json", 400, "PGRST102")]
    [InlineData("authorize_key", """{"p_hash":"xyz"}""", 400, "22023")]
    [InlineData("delete_sentences", "{}", 400, "22004")]
    [InlineData("record_usage", """{"p_records":[{"id":"none"}]}""", 400, "22P02")]
    public async Task Errors_have_their_status_and_code(string function, string json, int status, string code)
    {
        using StringContent content = new(json, new System.Net.Http.Headers.MediaTypeHeaderValue("application/json"));
        (HttpStatusCode answered, JsonElement body) = await SendAsync(function, content, _server.Keys.Secret, null);
        Assert.Equal((status, code), ((int)answered, body.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Conflicts_are_409_and_a_function_without_a_result_answers_204()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await CallAsync("create_key", Key(hash: 5), _server.Keys.Secret)).Status);
        (HttpStatusCode status, JsonElement body) = await CallAsync("create_key", Key(hash: 6), _server.Keys.Secret);
        Assert.Equal((HttpStatusCode.Conflict, "23505"), (status, body.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Faults_do_what_they_say()
    {
        _server.Faults.Status = 522;
        using (HttpRequestMessage request = Request("any_key", JsonContent.Create(new { }), _server.Keys.Secret, null))
        using (HttpResponseMessage answer = await _client.SendAsync(request))
        {
            Assert.Equal(522, (int)answer.StatusCode);
        }

        _server.Faults.Status = 0;
        object one = new { p_key_id = "abcdefgh", p_entry = Guid.NewGuid(), p_micro_credits = 7, p_reason = "r", p_now = SqlKeys.Day };
        _server.Faults.CutBefore = true;
        await Assert.ThrowsAsync<HttpRequestException>(() => CallAsync("grant_credits", one, _server.Keys.Secret));
        Assert.Equal(0L, await GrantsAsync());
        (_server.Faults.CutBefore, _server.Faults.CutAfter) = (false, true);
        await Assert.ThrowsAsync<HttpRequestException>(() => CallAsync("grant_credits", one, _server.Keys.Secret));
        Assert.Equal(1L, await GrantsAsync());

        _server.Faults.CutAfter = false;
        Uri url = _server.Url;
        await _server.VanishAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => CallAsync("any_key", new { }, _server.Keys.Secret));
        await _server.StartAsync();
        Assert.Equal(url, _server.Url);
        Assert.Equal(HttpStatusCode.OK, (await CallAsync("any_key", new { }, _server.Keys.Secret)).Status);
    }

    private static object Key(int hash) => new
    {
        p_id = "ijklmnop",
        p_hash = SqlKeys.Hash(hash),
        p_name = "n",
        p_owner = "o",
        p_plan = "free",
        p_scopes = new[] { "stt" },
        p_created = SqlKeys.Day,
    };

    private Task<long> GrantsAsync() => _database.ScalarAsync<long>("select count(*) from credit_ledger where micro_credits = 7");

    private async Task<(HttpStatusCode Status, JsonElement Body)> CallAsync(
        string function, object arguments, string? apiKey, string? token = null)
    {
        using JsonContent content = JsonContent.Create(arguments);
        return await SendAsync(function, content, apiKey, token);
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(
        string function, HttpContent content, string? apiKey, string? token)
    {
        using HttpRequestMessage request = Request(function, content, apiKey, token);
        using HttpResponseMessage answer = await _client.SendAsync(request);
        string body = await answer.Content.ReadAsStringAsync();
        return (answer.StatusCode, body.Length == 0 ? default : JsonDocument.Parse(body).RootElement);
    }

    private HttpRequestMessage Request(string function, HttpContent content, string? apiKey, string? token)
    {
        HttpRequestMessage request = new(HttpMethod.Post, new Uri(_server.Url, $"rest/v1/rpc/{function}")) { Content = content };
        if (apiKey is not null)
        {
            request.Headers.Add("apikey", apiKey);
        }

        if (token is not null)
        {
            request.Headers.Add("Authorization", "Bearer " + token);
        }

        return request;
    }
}
