using System.Text;

namespace StreamServer.FunctionalTests.Hostile;

/// <summary>Who breaks the socket protocol, or asks for a socket in a wrong way, is told and nothing of the server's fails.</summary>
public sealed class BrokenProtocolTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private const string Upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";

    [Theory]
    [InlineData("a b;c", null)]
    [InlineData("a b;c, chat", "chat")]
    [InlineData("(", null)]
    [InlineData("\"x\"", null)]
    [InlineData("chat, superchat", "chat")]
    public async Task A_sub_protocol_that_is_no_token_is_not_taken_up(string offered, string? taken)
    {
        using RawClient client = await RawClient.ConnectAsync(server);
        await client.SendAsync(Encoding.Latin1.GetBytes(
            $"GET /ws/tts HTTP/1.1\r\nHost: localhost\r\n{Upgrade}Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: {offered}\r\n\r\n"));
        string head = await client.ReadHeadAsync();
        Assert.StartsWith("HTTP/1.1 101", head, StringComparison.Ordinal);
        Assert.Equal(taken is not null, head.Contains($"Sec-WebSocket-Protocol: {taken}\r\n", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/ws/stt", "Sec-WebSocket-Version: 8\r\n")]
    [InlineData("/ws/tts", "")]
    public async Task Another_version_is_refused_with_ours(string path, string version)
    {
        using RawClient client = await RawClient.ConnectAsync(server);
        await client.SendAsync($"GET {path} HTTP/1.1\r\nHost: localhost\r\n{Upgrade}{version}\r\n");
        string head = await client.ReadHeadAsync();
        Assert.StartsWith("HTTP/1.1 400", head, StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Version: 13\r\n", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/ws/stt?language=en&language=en")]
    [InlineData("/ws/tts?seed=1&seed=2")]
    public async Task A_parameter_that_comes_twice_is_refused(string path)
    {
        (System.Net.HttpStatusCode status, _) = await server.UpgradeAsync(path);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, status);
    }
}
