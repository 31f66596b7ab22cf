using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace StreamServer.FunctionalTests.Stt;

/// <summary>A test's end of a speech to text socket. Every wait has a limit.</summary>
public sealed class SttClient : IAsyncDisposable
{
    private static readonly TimeSpan Limit = ServerFixture.Limit;

    private readonly ClientWebSocket _socket = new();
    private readonly byte[] _buffer = new byte[1 << 20];

    private SttClient()
    {
    }

    /// <summary>Every message so far, in order.</summary>
    public List<JsonElement> Messages { get; } = [];

    /// <summary>Why the server ended the session: the only message of its kind, before the summary.</summary>
    public JsonElement Error => Messages.Single(message => TypeOf(message) == "error");

    public WebSocketCloseStatus? CloseStatus => _socket.CloseStatus;

    public string? CloseReason => _socket.CloseStatusDescription;

    public static Task<SttClient> ConnectAsync(ServerFixture server, string pathAndQuery = "/ws/stt") =>
        ConnectAsync(server.Socket(pathAndQuery));

    /// <param name="address">Of the route.</param>
    /// <param name="key">Sent in a header; null for none.</param>
    public static async Task<SttClient> ConnectAsync(Uri address, string? key = null)
    {
        SttClient client = new();
        using CancellationTokenSource limit = new(Limit);
        if (key is not null)
        {
            client._socket.Options.SetRequestHeader("X-API-Key", key);
        }

        await client._socket.ConnectAsync(address, limit.Token);
        return client;
    }

    /// <summary>Sends audio in messages of <paramref name="frame"/> bytes, as fast as the server takes it.</summary>
    public async Task SendAudioAsync(ReadOnlyMemory<byte> pcm, int frame = 3200)
    {
        for (int start = 0; start < pcm.Length; start += frame)
        {
            await SendBinaryAsync(pcm.Slice(start, Math.Min(frame, pcm.Length - start)));
        }
    }

    /// <summary>Sends audio as a microphone would: 20 ms messages at their time.</summary>
    public async Task SendPacedAsync(ReadOnlyMemory<byte> pcm, double speed = 1)
    {
        const int Frame = 640;
        long start = TimeProvider.System.GetTimestamp();
        for (int at = 0; at < pcm.Length; at += Frame)
        {
            await SendBinaryAsync(pcm.Slice(at, Math.Min(Frame, pcm.Length - at)));
            TimeSpan due = TimeSpan.FromSeconds((at + Frame) / 32000.0 / speed) - TimeProvider.System.GetElapsedTime(start);
            if (due > TimeSpan.Zero)
            {
                await Task.Delay(due);
            }
        }
    }

    /// <summary>Sends audio in steps of half a second, each after what was heard in the one before has been told, however slow the
    /// machine.</summary>
    public async Task SendAudioInStepsAsync(ReadOnlyMemory<byte> pcm)
    {
        const int Step = 16_000;
        for (int start = 0; start < pcm.Length; start += Step)
        {
            await SendAudioAsync(pcm.Slice(start, Math.Min(Step, pcm.Length - start)));
            await SendTextAsync("""{"type":"marker","id":"told"}""");
            await ReceiveAsync("marker");
        }
    }

    public Task SendBinaryAsync(ReadOnlyMemory<byte> bytes) => SendAsync(bytes, WebSocketMessageType.Binary);

    public Task SendTextAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text);

    /// <summary>The next message, or null after the server's close frame.</summary>
    public async Task<JsonElement?> ReceiveAsync()
    {
        using CancellationTokenSource limit = new(Limit);
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(_buffer.AsMemory(length), limit.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            length += part.Count;
            if (part.EndOfMessage)
            {
                JsonElement message = JsonDocument.Parse(_buffer.AsMemory(0, length).ToArray()).RootElement;
                Written.Keep("socket.json", message.GetRawText());
                Messages.Add(message);
                return message;
            }
        }
    }

    /// <summary>Reads until a message of that type, which it returns.</summary>
    public async Task<JsonElement> ReceiveAsync(string type)
    {
        while (await ReceiveAsync() is { } message)
        {
            if (TypeOf(message) == type)
            {
                return message;
            }
        }

        throw new InvalidOperationException(
            $"The server closed ({CloseStatus}, '{CloseReason}') before a '{type}': {string.Join("\n", Messages)}");
    }

    /// <summary>Reads until a final transcript, which it returns.</summary>
    public async Task<JsonElement> ReceiveFinalAsync()
    {
        while (true)
        {
            JsonElement message = await ReceiveAsync("transcript");
            if (message.GetProperty("is_final").GetBoolean())
            {
                return message;
            }
        }
    }

    /// <summary>Ends the session by command and reads the rest.</summary>
    public async Task CloseAsync()
    {
        await SendTextAsync("""{"type":"close"}""");
        await ReadToEndAsync();
    }

    public async Task ReadToEndAsync()
    {
        while (await ReceiveAsync() is not null)
        {
        }

        if (_socket.State == WebSocketState.CloseReceived)
        {
            using CancellationTokenSource limit = new(Limit);
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        }
    }

    /// <summary>Sends the close frame and reads what the server still says.</summary>
    public async Task CloseFrameAsync()
    {
        using CancellationTokenSource limit = new(Limit);
        await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, limit.Token);
        while (await ReceiveAsync() is not null)
        {
        }
    }

    /// <summary>Vanishes without a word.</summary>
    public void Abort() => _socket.Abort();

    /// <summary>All final texts so far, joined.</summary>
    public string FinalText(string type = "transcript") => string.Join(' ', Messages
        .Where(message => TypeOf(message) == type && (type == "final" || message.GetProperty("is_final").GetBoolean()))
        .Select(message => message.GetProperty("text").GetString())
        .Where(text => text!.Length > 0));

    public static string? TypeOf(JsonElement message) => message.TryGetProperty("type", out JsonElement type) ? type.GetString() : null;

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task SendAsync(ReadOnlyMemory<byte> bytes, WebSocketMessageType type)
    {
        using CancellationTokenSource limit = new(Limit);
        await _socket.SendAsync(bytes, type, WebSocketMessageFlags.EndOfMessage, limit.Token);
    }
}
