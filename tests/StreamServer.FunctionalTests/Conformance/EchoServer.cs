using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using StreamServer.Endpoints.Server;
using StreamServer.Endpoints.Sockets;

namespace StreamServer.FunctionalTests.Conformance;

/// <summary>The real server with one more route, <c>/echo</c>: the same options of Kestrel and of sockets, the same connection.</summary>
internal sealed class EchoServer : IAsyncDisposable
{
    /// <summary>Of a message; the largest of Autobahn's has as much.</summary>
    public const int MaxMessageBytes = 16 << 20;

    private static readonly ConnectionLimits Limits = new(
        MaxMessageBytes, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(3));

    private readonly WebApplication _app;

    private EchoServer(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    public Uri Address { get; }

    public static async Task<EchoServer> StartAsync()
    {
        WebApplication app = ServerApp.Build(new Dictionary<string, string?>
        {
            ["HOST"] = "127.0.0.1",
            ["PORT"] = "0",
            ["MODELS_DIR"] = Path.Combine(ServerFixture.Root, "models"),
            ["LOG_LEVEL"] = "None",
            ["INFERENCE_DEVICE"] = "cpu",
            ["VAD_MODEL"] = "tiny-vad",
        });
        app.Map("/echo", EchoAsync).AllowAnonymous();
        await app.StartAsync().WaitAsync(ServerFixture.Limit);
        return new EchoServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync().WaitAsync(ServerFixture.Limit);
        await _app.DisposeAsync();
    }

    private static async Task EchoAsync(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        Connection connection = new(socket, "echo", Limits, TimeProvider.System, NullLogger.Instance, context.RequestAborted);
        await connection.RunAsync(new EchoHandler(connection));
    }
}
