using System.Net;
using StreamServer.Endpoints.Server;

namespace StreamServer.FunctionalTests.Auth;

public sealed class ModesTests
{
    [Fact]
    public async Task In_optional_mode_a_stranger_has_the_anonymous_plan_and_a_wrong_key_is_refused()
    {
        await using KeyedServer server = await KeyedServer.StartAsync(("AUTH_MODE", "optional"));
        using HttpResponseMessage stranger = await server.GetAsync("/v1/models", null);
        Assert.Equal(HttpStatusCode.OK, stranger.StatusCode);
        Assert.Contains("\"requests\";q=20;w=60", stranger.Headers.GetValues("RateLimit-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await server.GetAsync("/v1/models", "wrong")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.GetAsync("/v1/admin/keys", null)).StatusCode);
        using HttpResponseMessage usage = await server.GetAsync("/v1/usage", null);
        Assert.Contains("\"plan\":\"anonymous\"", await usage.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_loopback_nobody_needs_a_key_and_nothing_is_written()
    {
        await using KeyedServer server = await KeyedServer.StartAsync(("AUTH_MODE", "auto"));
        using HttpResponseMessage answer = await server.GetAsync("/v1/models", null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.False(answer.Headers.Contains("RateLimit"));
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/v1/models", "anything")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await server.GetAsync("/v1/admin/keys", null)).StatusCode);
        Assert.Empty(Directory.GetFiles(server.DataDir));
    }

    [Theory]
    [InlineData("0.0.0.0", "none", null, "AUTH_ALLOW_OPEN")]
    [InlineData("0.0.0.0", "none", "yes", null)]
    [InlineData("127.0.0.1", "none", null, null)]
    [InlineData("0.0.0.0", "auto", null, null)]
    [InlineData("0.0.0.0", "sometimes", null, "AUTH_MODE='sometimes'")]
    public async Task Letting_everybody_in_has_to_be_meant(string host, string mode, string? allow, string? mistake)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("streamserver-auth-");
        Dictionary<string, string?> settings = new()
        {
            ["HOST"] = host,
            ["AUTH_MODE"] = mode,
            ["AUTH_ALLOW_OPEN"] = allow,
            ["DATA_DIR"] = folder.FullName,
            ["MODELS_DIR"] = Path.Combine(ServerFixture.Root, "models"),
        };
        if (mistake is null)
        {
            await using var app = ServerApp.Build(settings);
            Assert.Equal(mode == "auto", File.Exists(Path.Combine(folder.FullName, "streamserver.db")));
        }
        else
        {
            Assert.Contains(mistake, Assert.Throws<SettingsException>(() => ServerApp.Build(settings)).Message, StringComparison.Ordinal);
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public void Wrong_prices_and_a_short_pepper_stop_the_start()
    {
        Dictionary<string, string?> settings = new()
        {
            ["AUTH_MODE"] = "required",
            ["AUTH_PEPPER"] = "short",
            ["PRICE_PER_1000_CHARACTERS"] = "1, big=cheap",
            ["MODELS_DIR"] = Path.Combine(ServerFixture.Root, "models"),
        };
        string mistakes = Assert.Throws<SettingsException>(() => ServerApp.Build(settings)).Message;
        Assert.Contains("AUTH_PEPPER", mistakes, StringComparison.Ordinal);
        Assert.Contains("'cheap' is not a price", mistakes, StringComparison.Ordinal);
    }
}
