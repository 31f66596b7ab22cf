using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StreamServer.Endpoints.Server;
using StreamServer.Inference.Runtime;
using StreamServer.Supabase;

namespace StreamServer.FunctionalTests;

/// <summary>The real server on a free port, in this process, with the bundled models. Shared by a class of tests, or started with settings
/// of its own.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    /// <summary>Longer than any single step of a test takes on two busy cores.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly IReadOnlyDictionary<string, string?> _settings;
    private readonly TimeProvider _time;
    private WebApplication? _app;

    public ServerFixture()
        : this(new Dictionary<string, string?>())
    {
    }

    private ServerFixture(IReadOnlyDictionary<string, string?> settings, TimeProvider? time = null)
    {
        _settings = settings;
        _time = time ?? TestTime.Shared;
    }

    public HttpClient Client { get; private set; } = null!;

    /// <summary>Base address, such as <c>http://127.0.0.1:40123</c>.</summary>
    public Uri Address { get; private set; } = null!;

    public IServiceProvider Services => _app!.Services;

    /// <summary>The repository's root: the folder that holds <c>StreamServer.slnx</c>.</summary>
    public static string Root => Repository.Root;

    /// <summary>A server with settings of its own; dispose it.</summary>
    /// <param name="ready">Whether to wait until every model has run once.</param>
    /// <param name="time">A clock that the test puts forward.</param>
    public static async Task<ServerFixture> StartAsync(
        IReadOnlyDictionary<string, string?> settings, bool ready = true, TimeProvider? time = null)
    {
        ServerFixture fixture = new(settings, time);
        await fixture.StartAsync(ready);
        return fixture;
    }

    /// <summary>Address of a socket route on this server.</summary>
    public Uri Socket(string pathAndQuery) => new("ws" + Address.AbsoluteUri[4..].TrimEnd('/') + Secretive(pathAndQuery));

    /// <summary>Asks for a socket that is refused.</summary>
    public async Task<(HttpStatusCode Status, JsonElement Problem)> UpgradeAsync(string pathAndQuery)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, pathAndQuery);
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.ParseAdd("websocket");
        request.Headers.Add("Sec-WebSocket-Version", "13");
        request.Headers.Add("Sec-WebSocket-Key", Convert.ToBase64String(new byte[16]));
        using HttpResponseMessage response = await Client.SendAsync(request);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement);
    }

    public Task InitializeAsync() => StartAsync(ready: true);

    /// <summary>Completes when every half has loaded or failed.</summary>
    public async Task WarmedUpAsync() => await Services.GetRequiredService<WarmUpService>().Done.WaitAsync(Limit);

    /// <summary>What SIGTERM does: drains, then stops.</summary>
    public async Task StopAsync()
    {
        if (_app is { } app)
        {
            using CancellationTokenSource limit = new(Limit);
            await app.StopAsync(limit.Token);
        }
    }

    public async Task DisposeAsync()
    {
        Client.Dispose();
        if (_app is { } app)
        {
            await app.DisposeAsync().AsTask().WaitAsync(Limit);
        }
    }

    /// <summary>A key in the query is a secret.</summary>
    private static string Secretive(string pathAndQuery)
    {
        foreach (string part in pathAndQuery.Split('?', '&').Skip(1))
        {
            Written.Secret(part.StartsWith("token=", StringComparison.Ordinal) || part.StartsWith("api_key=", StringComparison.Ordinal)
                ? part[(part.IndexOf('=', StringComparison.Ordinal) + 1)..]
                : null);
        }

        return pathAndQuery;
    }

    private async Task StartAsync(bool ready)
    {
        Dictionary<string, string?> settings = new()
        {
            ["HOST"] = "127.0.0.1",
            ["PORT"] = "0",
            ["MODELS_DIR"] = Path.Combine(Root, "models"),
            ["LOG_LEVEL"] = "Error",
            ["INFERENCE_DEVICE"] = "cpu",
            // Not what somebody has pulled into the models folder.
            ["VAD_MODEL"] = "tiny-vad",
            ["DRAIN_SECONDS"] = "15",
            // Tests run beside each other on few cores; only the tests of admission want to be refused.
            ["STT_MAX_LAG_MS"] = "60000",
        };
        foreach ((string name, string? value) in _settings)
        {
            settings[name] = value;
        }

        _app = ServerApp.BuildOn(_time, settings);
        if (Written.IsOn)
        {
            _app.Services.GetRequiredService<ILoggerFactory>().AddProvider(new WrittenLog());
        }

        await _app.StartAsync().WaitAsync(Limit);
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Client = new HttpClient(new WrittenTraffic()) { BaseAddress = Address, Timeout = Limit };
        if (ready)
        {
            await WarmedUpAsync();
            Readiness readiness = _app.Services.GetRequiredService<Readiness>();
            Assert.True(readiness.IsReady, string.Join("; ", readiness.Reasons.Select(reason => $"{reason.Key}: {reason.Value}")));
        }
    }
}
