using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Plans;

namespace StreamServer.FunctionalTests.Auth;

public sealed class LimitsTests(KeyedServer server) : IClassFixture<KeyedServer>
{
    [Fact]
    public async Task Every_answer_to_a_key_tells_its_limits_and_where_they_stand()
    {
        IssuedKey key = await server.KeyAsync(new Plan
        {
            Id = "told",
            RequestsPerMinute = 50,
            ConcurrentStt = 2,
            CharactersPerDay = 1_000,
            AudioSecondsPerMonth = 3_600,
            Credits = 7,
        });
        using HttpResponseMessage answer = await server.GetAsync("/v1/models", key.Text);
        string policy = answer.Headers.GetValues("RateLimit-Policy").Single();
        Assert.Contains("\"requests\";q=50;w=60", policy, StringComparison.Ordinal);
        Assert.Contains("\"concurrent-stt\";q=2;qu=\"concurrent-requests\"", policy, StringComparison.Ordinal);
        Assert.Contains("\"characters-day\";q=1000;qu=\"characters\";w=86400", policy, StringComparison.Ordinal);
        Assert.Contains("\"audio-month\";q=3600;qu=\"audio-seconds\";w=", policy, StringComparison.Ordinal);
        Assert.Contains("\"credits\";q=7;qu=\"credits\"", policy, StringComparison.Ordinal);
        Assert.Matches("\"requests\";r=49;t=[12],", answer.Headers.GetValues("RateLimit").Single());

        // Mistakes and missing things are answers too.
        Assert.Equal(HttpStatusCode.Forbidden, (await server.GetAsync("/v1/admin/keys", key.Text)).StatusCode);
        using HttpResponseMessage bad = await server.SendAsync(
            HttpMethod.Post, "/v1/tts/generate", key.Text, new StringContent("{", null, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, bad.StatusCode);
        Assert.Matches("\"requests\";r=4[0-9]", bad.Headers.GetValues("RateLimit").Single());
        using HttpResponseMessage openAi = await server.GetAsync("/v1/audio/voices", key.Text);
        Assert.Equal("50", openAi.Headers.GetValues("x-ratelimit-limit-requests").Single());
        Assert.Matches("^4[0-9]$", openAi.Headers.GetValues("x-ratelimit-remaining-requests").Single());
        Assert.Matches("^[0-9]+s$", openAi.Headers.GetValues("x-ratelimit-reset-requests").Single());
        Assert.False((await server.GetAsync("/health/live", key.Text)).Headers.Contains("RateLimit"));
    }

    [Fact]
    public async Task Too_many_requests_are_429_with_the_policy_and_when_to_come_back()
    {
        IssuedKey key = await server.KeyAsync(new Plan { Id = "few", RequestsPerMinute = 2 });
        await server.GetAsync("/v1/usage", key.Text);
        await server.GetAsync("/v1/usage", key.Text);
        using HttpResponseMessage refused = await server.GetAsync("/v1/usage", key.Text);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 31);
        JsonElement problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("https://iana.org/assignments/http-problem-types#quota-exceeded", problem.GetProperty("type").GetString());
        Assert.Equal("requests", problem.GetProperty("violated-policies")[0].GetString());
        Assert.Contains("\"requests\";r=0", refused.Headers.GetValues("RateLimit").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_holds_its_place_until_it_ends()
    {
        IssuedKey key = await server.KeyAsync(new Plan { Id = "one-socket", ConcurrentStt = 1 });
        (ClientWebSocket first, HttpStatusCode status) = await server.OpenAsync("/ws/stt", key.Text);
        Assert.Equal(HttpStatusCode.SwitchingProtocols, status);
        (ClientWebSocket second, HttpStatusCode refused) = await server.OpenAsync("/ws/stt", key.Text);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused);
        second.Dispose();

        // It ends as clients end: without a word.
        first.Abort();
        first.Dispose();
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        while (true)
        {
            (ClientWebSocket next, HttpStatusCode now) = await server.OpenAsync("/ws/stt", key.Text);
            next.Abort();
            next.Dispose();
            if (now == HttpStatusCode.SwitchingProtocols)
            {
                return;
            }

            await Task.Delay(50, limit.Token);
        }
    }
}
