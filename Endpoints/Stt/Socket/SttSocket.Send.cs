using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Stt.Sessions;

namespace StreamServer.Endpoints.Stt.Socket;

/// <summary>The send loop: events to messages; and the close.</summary>
internal sealed partial class SttSocket
{
    /// <summary>RFC 6455 §5.5: a control frame has at most 125 bytes, two of which are the code.</summary>
    private const int MaxCloseReason = 123;

    private readonly ArrayBufferWriter<byte> _message = new(1024);
    private long _sequence;

    /// <summary>Sends events until the outbox is closed and empty.</summary>
    private async Task SendAsync()
    {
        try
        {
            while (await _outbox.TakeAsync(_abort.Token) is { } item)
            {
                if (Render(json => Write(item, json)))
                {
                    await SendMessageAsync();
                }
            }
        }
        catch (TimeoutException)
        {
            // It reads too slowly to be told anything.
            End(new StreamException(StreamError.ClientIdle, $"One message was not read within {_options.SendSeconds} s."));
            await _abort.CancelAsync();
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            End(SttEnd.Vanished);
            await _abort.CancelAsync();
        }
    }

    private bool Write(SttEvent item, Utf8JsonWriter json)
    {
        if (item is not SttEvent.Failure { Cause: var cause })
        {
            return _protocol.Write(item, _session?.Settings ?? _settings, json);
        }

        _protocol.WriteError(Errors.Of(cause.Error), cause, json);
        return true;
    }

    private bool Render(Func<Utf8JsonWriter, bool> write)
    {
        _message.ResetWrittenCount();
        using Utf8JsonWriter json = new(_message);
        json.WriteStartObject();
        if (!write(json))
        {
            return false;
        }

        json.WriteNumber("seq", _sequence++);
        json.WriteEndObject();
        json.Flush();
        return true;
    }

    private async Task SendMessageAsync()
    {
        ValueTask sending = _socket.SendAsync(_message.WrittenMemory, WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, _abort.Token);
        if (!sending.IsCompletedSuccessfully)
        {
            await sending.AsTask().WaitAsync(TimeSpan.FromSeconds(_options.SendSeconds), _time);
        }
    }

    /// <summary>Sends the close frame and waits for the client's, both within a limit; then cuts.</summary>
    private async Task CloseAsync(Task receiving)
    {
        SttEnd end = Volatile.Read(ref _end) ?? SttEnd.Done;
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                string reason = end.Reason.Length <= MaxCloseReason ? end.Reason : end.Reason[..MaxCloseReason];
                TimeSpan limit = TimeSpan.FromSeconds(_options.CloseSeconds);
                await _socket.CloseOutputAsync((WebSocketCloseStatus)end.CloseCode, reason, _abort.Token).WaitAsync(limit, _time);
                await receiving.WaitAsync(limit, _time);
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or TimeoutException or IOException or ObjectDisposedException)
        {
            LogCloseFailed(exception.GetType().Name, Id);
        }
        finally
        {
            await _abort.CancelAsync();
            if (_socket.State is not (WebSocketState.Closed or WebSocketState.Aborted))
            {
                _socket.Abort();
            }

            await receiving;
        }
    }
}
