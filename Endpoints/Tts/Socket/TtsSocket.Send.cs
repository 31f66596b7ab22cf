using System.Net.WebSockets;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Tts.Socket;

/// <summary>Sending and closing.</summary>
internal sealed partial class TtsSocket
{
    /// <summary>RFC 6455 §5.5: a control frame has at most 125 bytes, two of which are the code.</summary>
    private const int MaxCloseReason = 123;

    private async Task SendAsync(TtsSocketMessage message)
    {
        await _sending.WaitAsync(_abort.Token);
        try
        {
            await _socket.SendAsync(message.ToUtf8(), WebSocketMessageType.Text, endOfMessage: true, _abort.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Waits while the client does not read: that is what pauses this connection's speech.</summary>
    private async Task SendAudioAsync(ReadOnlyMemory<byte> audio, CancellationToken cleared)
    {
        if (audio.IsEmpty)
        {
            return;
        }

        await _sending.WaitAsync(_abort.Token);
        try
        {
            // Between two frames a clear is heeded; within one, cancelling would break the connection.
            cleared.ThrowIfCancellationRequested();
            await _socket.SendAsync(audio, WebSocketMessageType.Binary, endOfMessage: true, _abort.Token);
        }
        finally
        {
            _sending.Release();
        }
    }

    private async Task FailAsync(StreamException exception)
    {
        ErrorShape shape = Errors.Of(exception.Error);
        LogFailed(shape.Level, _id, shape.Code, exception.InnerException);
        (_closeCode, _closeReason) = ((WebSocketCloseStatus)shape.CloseCode, exception.Message);
        try
        {
            await SendAsync(TtsSocketMessage.Error(shape, exception));
        }
        catch (Exception broken) when (broken is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            LogBroken(_id, broken.GetType().Name);
        }
    }

    /// <summary>Says goodbye, waits a limited time for the client's answer, then cuts.</summary>
    private async Task CloseAsync(Task receiving)
    {
        using CancellationTokenSource limit = new(CloseTimeout, _services.Time);
        try
        {
            if (_socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                string reason = _closeReason.Length <= MaxCloseReason ? _closeReason : _closeReason[..MaxCloseReason];
                await _socket.CloseOutputAsync(_closeCode, reason, limit.Token);
            }

            await receiving.WaitAsync(limit.Token);
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            LogBroken(_id, exception.GetType().Name);
        }

        await _abort.CancelAsync();
        await receiving;
        ClearAll();
        _abort.Dispose();
        _finishEarly.Dispose();
    }
}
