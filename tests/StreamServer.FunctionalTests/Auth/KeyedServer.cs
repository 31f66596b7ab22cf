using System.Net;
using System.Net.Http.Headers;
using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Plans;
using StreamServer.Supabase;

namespace StreamServer.FunctionalTests.Auth;

/// <summary>The real server with <c>AUTH_MODE=required</c> and a store of its own.</summary>
public sealed class KeyedServer : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("streamserver-auth-");
    private readonly (string Name, string Value)[] _settings;

    public KeyedServer()
        : this([])
    {
    }

    private KeyedServer((string Name, string Value)[] settings) => _settings = settings;

    public ServerFixture Server { get; private set; } = null!;

    /// <summary>The server's clock.</summary>
    public TestTime Time { get; } = new();

    public string DataDir => _folder.FullName;

    internal KeyOffice Office => Server.Services.GetRequiredService<KeyOffice>();

    /// <summary>A server with further settings; dispose it.</summary>
    public static async Task<KeyedServer> StartAsync(params (string Name, string Value)[] settings)
    {
        KeyedServer server = new(settings);
        await server.InitializeAsync();
        return server;
    }

    public async Task InitializeAsync()
    {
        Dictionary<string, string?> settings = new() { ["AUTH_MODE"] = "required", ["DATA_DIR"] = DataDir };
        foreach ((string name, string value) in _settings)
        {
            settings[name] = value;
        }

        // As talkative as it can be, where somebody looks for secrets afterwards.
        if (Written.IsOn)
        {
            settings["LOG_LEVEL"] = "Trace";
            settings["Logging:LogLevel:Microsoft.AspNetCore"] = "Trace";
            settings["Logging:Console:LogLevel:Default"] = "Error";
        }

        Server = await ServerFixture.StartAsync(settings, time: Time);
    }

    /// <summary>A new key of a plan that is made for it.</summary>
    internal async Task<IssuedKey> KeyAsync(Plan plan, KeyScopes scopes = KeyScopes.Stt | KeyScopes.Tts)
    {
        await Office.SavePlanAsync(plan, CancellationToken.None);
        return await KeyAsync(scopes, plan.Id);
    }

    internal async Task<IssuedKey> KeyAsync(KeyScopes scopes = KeyScopes.Stt | KeyScopes.Tts, string plan = ShippedPlans.Admin)
    {
        IssuedKey key = await Office.CreateAsync(new KeyWish("test", "somebody", plan, scopes, null), CancellationToken.None);
        Written.Secret(key.Text);
        return key;
    }

    /// <summary>Sends a request with a key in <c>Authorization</c>.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? key, HttpContent? body = null)
    {
        HttpRequestMessage request = new(method, path) { Content = body };
        if (key is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return Server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public Task<HttpResponseMessage> GetAsync(string path, string? key) => SendAsync(HttpMethod.Get, path, key);

    /// <summary>Opens a socket with a key in the header, or is refused with a status.</summary>
    public async Task<(ClientWebSocket Socket, HttpStatusCode Status)> OpenAsync(string path, string? key, params string[] protocols)
    {
        ClientWebSocket socket = new();
        socket.Options.CollectHttpResponseDetails = true;
        if (key is not null)
        {
            socket.Options.SetRequestHeader("X-API-Key", key);
        }

        foreach (string protocol in protocols)
        {
            socket.Options.AddSubProtocol(protocol);
            Written.Secret(protocol[(protocol.IndexOf('.', StringComparison.Ordinal) + 1)..]);
        }

        using CancellationTokenSource limit = new(ServerFixture.Limit);
        try
        {
            await socket.ConnectAsync(Server.Socket(path), limit.Token);
        }
        catch (WebSocketException) when (socket.HttpStatusCode is not (0 or HttpStatusCode.SwitchingProtocols))
        {
        }

        return (socket, socket.HttpStatusCode);
    }

    public async Task DisposeAsync()
    {
        if (Written.IsOn && Server.Services.GetService<KeyOffice>() is not null)
        {
            (await GetAsync("/metrics", (await KeyAsync()).Text)).Dispose();
        }

        await Server.DisposeAsync();
        Written.KeepFolder("data", DataDir);
        _folder.Delete(recursive: true);
    }
}
