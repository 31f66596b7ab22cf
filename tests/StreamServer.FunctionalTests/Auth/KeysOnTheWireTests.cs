using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using StreamServer.Auth.Keys;

namespace StreamServer.FunctionalTests.Auth;

public sealed class KeysOnTheWireTests(KeyedServer server) : IClassFixture<KeyedServer>
{
    [Theory]
    [InlineData("X-API-Key", "")]
    [InlineData("xi-api-key", "")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "bearer ")]
    [InlineData("Authorization", "Token ")]
    public async Task A_request_may_send_its_key_in_each_of_these_headers(string header, string scheme)
    {
        IssuedKey key = await server.KeyAsync();
        using HttpRequestMessage request = new(HttpMethod.Get, "/v1/models");
        request.Headers.TryAddWithoutValidation(header, scheme + key.Text);
        using HttpResponseMessage answer = await server.Server.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("?token=", null, null)]
    [InlineData("?api_key=", null, null)]
    [InlineData("?language=en&token=", null, null)]
    [InlineData(null, "token", "token")]
    [InlineData(null, "realtime,openai-insecure-api-key.", "realtime")]
    public async Task A_browsers_socket_may_send_it_in_the_url_or_among_the_sub_protocols_and_gets_the_first_name_back(
        string? query, string? protocols, string? echoed)
    {
        IssuedKey key = await server.KeyAsync();
        string[] names = protocols switch
        {
            null => [],
            "token" => ["token", key.Text],
            _ => ["realtime", "openai-insecure-api-key." + key.Text],
        };
        (ClientWebSocket socket, HttpStatusCode status) = await server.OpenAsync(
            "/ws/stt" + (query is null ? "" : query + key.Text), null, names);
        Assert.Equal(HttpStatusCode.SwitchingProtocols, status);
        Assert.Equal(echoed, socket.SubProtocol);
        socket.Abort();
        socket.Dispose();
    }

    [Fact]
    public async Task A_key_in_the_url_of_an_ordinary_request_is_not_taken()
    {
        IssuedKey key = await server.KeyAsync();
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.GetAsync($"/v1/models?token={key.Text}", null)).StatusCode);
    }

    [Theory]
    [InlineData(null, "Bearer realm=\"streamserver\"")]
    [InlineData("nonsense", "Bearer realm=\"streamserver\", error=\"invalid_token\"")]
    public async Task Without_a_right_key_the_answer_is_401_with_a_challenge_and_a_problem(string? key, string challenge)
    {
        using HttpResponseMessage answer = await server.GetAsync("/v1/tts/voices", key);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal(challenge, answer.Headers.GetValues("WWW-Authenticate").Single());
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        JsonElement problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("unauthorized", problem.GetProperty("code").GetString());
        Assert.Equal(answer.Headers.GetValues("X-Request-Id").Single(), problem.GetProperty("request_id").GetString());
    }

    [Theory]
    [InlineData("POST", "/v1/audio/speech", null, 401)]
    [InlineData("POST", "/v1/audio/transcriptions", null, 401)]
    [InlineData("GET", "/v1/audio/voices", KeyScopes.Stt, 403)]
    [InlineData("POST", "/v1/audio/transcriptions", KeyScopes.Tts, 403)]
    internal async Task OpenAis_routes_refuse_in_OpenAis_shape(string method, string path, KeyScopes? scopes, int status)
    {
        string? key = scopes is { } some ? (await server.KeyAsync(some)).Text : null;
        using HttpResponseMessage answer = await server.SendAsync(new HttpMethod(method), path, key);
        Assert.Equal(status, (int)answer.StatusCode);
        JsonElement error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error");
        Assert.Equal("authentication_error", error.GetProperty("type").GetString());
        Assert.NotEmpty(error.GetProperty("message").GetString()!);
        Assert.True(answer.Headers.WwwAuthenticate.Count > 0);
    }

    [Theory]
    [InlineData(KeyScopes.Stt, "GET", "/v1/tts/voices", "tts")]
    [InlineData(KeyScopes.Tts, "POST", "/v1/tts/voices", "voices:write")]
    [InlineData(KeyScopes.Tts, "POST", "/transcribe_pcm", "stt")]
    [InlineData(KeyScopes.Stt | KeyScopes.Tts, "GET", "/v1/admin/keys", "admin")]
    internal async Task A_key_without_the_scope_is_told_which_one_it_needs(KeyScopes scopes, string method, string path, string needed)
    {
        IssuedKey key = await server.KeyAsync(scopes);
        using HttpResponseMessage answer = await server.SendAsync(new HttpMethod(method), path, key.Text);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        string challenge = answer.Headers.GetValues("WWW-Authenticate").Single();
        Assert.Contains($"error=\"insufficient_scope\", scope=\"{needed}\"", challenge, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_key_is_refused_at_once_and_both_secrets_of_a_rotated_key_work_for_the_grace()
    {
        IssuedKey key = await server.KeyAsync();
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/v1/models", key.Text)).StatusCode);
        IssuedKey rotated = await server.Office.RotateAsync(key.Key.Id, TimeSpan.FromHours(1), CancellationToken.None);
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/v1/models", key.Text)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/v1/models", rotated.Text)).StatusCode);
        IssuedKey again = await server.Office.RotateAsync(key.Key.Id, TimeSpan.Zero, CancellationToken.None);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.GetAsync("/v1/models", rotated.Text)).StatusCode);
        await server.Office.RevokeAsync(key.Key.Id, CancellationToken.None);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.GetAsync("/v1/models", again.Text)).StatusCode);
    }
}
