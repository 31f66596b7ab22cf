using System.Net.WebSockets;
using System.Text.Json;

namespace StreamServer.FunctionalTests.Tts;

/// <summary>A client of <c>/ws/tts</c>: keeps audio and messages apart.</summary>
internal sealed class TtsSocketClient : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();

    public MemoryStream Audio { get; } = new();

    public int? CloseCode => (int?)_socket.CloseStatus;

    public static Task<TtsSocketClient> ConnectAsync(ServerFixture server, string query = "") =>
        ConnectAsync(server.Socket("/ws/tts" + query));

    public static async Task<TtsSocketClient> ConnectAsync(Uri address)
    {
        TtsSocketClient client = new();
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        await client._socket.ConnectAsync(address, limit.Token);
        JsonElement ready = (await client.NextAsync())!.Value;
        Assert.Equal("ready", ready.GetProperty("type").GetString());
        return client;
    }

    public async Task SendAsync(object message)
    {
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, limit.Token);
    }

    public async Task SendTextAsync(string message)
    {
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        await _socket.SendAsync(System.Text.Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, true, limit.Token);
    }

    /// <summary>The next JSON message; audio before it is added to <see cref="Audio"/>. Null after the close frame.</summary>
    public async Task<JsonElement?> NextAsync()
    {
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        using MemoryStream message = new();
        byte[] buffer = new byte[64 * 1024];
        while (true)
        {
            WebSocketReceiveResult part = await _socket.ReceiveAsync(buffer, limit.Token);
            switch (part.MessageType)
            {
                case WebSocketMessageType.Close:
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
                    return null;

                case WebSocketMessageType.Binary:
                    Audio.Write(buffer, 0, part.Count);
                    break;

                default:
                    message.Write(buffer, 0, part.Count);
                    if (part.EndOfMessage)
                    {
                        JsonElement said = JsonDocument.Parse(message.ToArray()).RootElement;
                        Written.Keep("socket.json", said.GetRawText());
                        return said;
                    }

                    break;
            }
        }
    }

    /// <summary>Reads until a message of that type.</summary>
    public async Task<JsonElement> UntilAsync(string type)
    {
        while (await NextAsync() is { } message)
        {
            if (message.GetProperty("type").GetString() == type)
            {
                return message;
            }
        }

        throw new Xunit.Sdk.XunitException($"The socket closed ({CloseCode}) before '{type}'.");
    }

    /// <summary>Reads one frame, which is one of audio.</summary>
    public async Task HearAsync()
    {
        using CancellationTokenSource limit = new(ServerFixture.Limit);
        byte[] buffer = new byte[64 * 1024];
        WebSocketReceiveResult part = await _socket.ReceiveAsync(buffer, limit.Token);
        Assert.Equal(WebSocketMessageType.Binary, part.MessageType);
        Audio.Write(buffer, 0, part.Count);
    }

    public void Abort() => _socket.Abort();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
