using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using StreamServer.Auth.Keys;
using StreamServer.FunctionalTests.Auth;

namespace StreamServer.FunctionalTests.Ops;

/// <summary>HEAD answers as GET does, without a body, on every route that the running server has.</summary>
public sealed class HeadTests(KeyedServer server) : IClassFixture<KeyedServer>
{
    [Fact]
    public async Task Every_route_that_answers_GET_answers_HEAD_the_same_without_a_body()
    {
        string key = (await server.KeyAsync(KeyScopes.Stt | KeyScopes.Tts | KeyScopes.Admin)).Text;
        string[] paths = [.. server.Server.Services.GetServices<EndpointDataSource>()
            .SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(route => route.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods.Contains("GET") ?? true)
            .Select(route => "/" + route.RoutePattern.RawText!.TrimStart('/').Replace("{documentName}", "v1", StringComparison.Ordinal)
                .Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal))
            .Distinct()];
        foreach (string path in (string[])[.. paths, "/nowhere"])
        {
            (string status, string type, _) = await AskAsync("GET", path, key);
            (string headStatus, string headType, int body) = await AskAsync("HEAD", path, key);
            Assert.Equal((path, status, type, 0), (path, headStatus, headType, body));
        }

        Assert.Empty(new[] { "/health/live", "/health/ready", "/health/started", "/info", "/v1/models", "/metrics" }
            .Except(paths.Select(path => path.TrimEnd('/'))));
    }

    [Fact]
    public async Task HEAD_asks_for_a_key_as_GET_does_upgrades_nothing_and_is_405_where_GET_is()
    {
        string spoken = "/v1/tts/generate?text=Good+morning.";
        (string first, string type, int body) = await AskAsync("HEAD", spoken, (await server.KeyAsync()).Text);
        Assert.Equal(("HTTP/1.1 200 OK", 0), (first, body));
        Assert.Contains("audio/", type, StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 401", (await AskAsync("HEAD", "/v1/models", null)).Status, StringComparison.Ordinal);
        string key = (await server.KeyAsync()).Text;
        Assert.StartsWith("HTTP/1.1 405", (await AskAsync("HEAD", "/v1/tts/normalize", key)).Status, StringComparison.Ordinal);
        (string status, _, _) = await AskAsync("HEAD", "/ws/stt", key,
            "Connection: Upgrade, close\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n");
        Assert.DoesNotContain(" 101 ", status, StringComparison.Ordinal);
    }

    private async Task<(string Status, string Type, int Body)> AskAsync(
        string method, string path, string? key, string headers = "Connection: close\r\n")
    {
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        using TcpClient client = new();
        await client.ConnectAsync(server.Server.Address.Host, server.Server.Address.Port, limit.Token);
        NetworkStream stream = client.GetStream();
        string credentials = key is null ? "" : $"X-API-Key: {key}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{method} {path} HTTP/1.1\r\nHost: localhost\r\n{credentials}{headers}\r\n"),
            limit.Token);
        using MemoryStream all = new();
        await stream.CopyToAsync(all, limit.Token);
        string answer = Encoding.Latin1.GetString(all.ToArray());
        int end = answer.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.True(end > 0, $"{method} {path}: '{answer}'");
        string[] lines = answer[..end].Split("\r\n");
        string type = lines.FirstOrDefault(line => line.StartsWith("Content-Type:", StringComparison.OrdinalIgnoreCase)) ?? "";
        return (lines[0], type, answer.Length - end - 4);
    }
}
