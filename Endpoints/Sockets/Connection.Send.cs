using System.Net.WebSockets;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Sockets;

/// <summary>Sending and closing.</summary>
internal sealed partial class Connection
{
    /// <summary>RFC 6455 §5.5: a control frame has at most 125 bytes, two of which are the code.</summary>
    private const int MaxCloseReason = 123;

    /// <summary>Sends one message; waits while the client does not read, but not for longer than the limit.</summary>
    /// <param name="message">Unchanged until this completes.</param>
    /// <param name="isText">UTF-8; else binary.</param>
    /// <param name="unless">Looked at once, before the first byte: within a message a cancellation would break the connection.</param>
    /// <exception cref="OperationCanceledException">
    /// The client is gone or too slow, and the connection is ending; or <paramref name="unless"/>.
    /// </exception>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, bool isText, CancellationToken unless = default)
    {
        await _sending.WaitAsync(Gone);
        try
        {
            unless.ThrowIfCancellationRequested();
            await SendNowAsync(message, isText ? WebSocketMessageType.Text : WebSocketMessageType.Binary);
            Touch();
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Tells what went wrong, once: later calls do nothing.</summary>
    public async ValueTask SendErrorAsync(StreamException failure)
    {
        if (Interlocked.Exchange(ref _told, 1) == 0 && _handler is { } handler)
        {
            await SendAsync(handler.RenderError(Errors.Of(failure.Error), failure), isText: true);
        }
    }

    private async ValueTask SendNowAsync(ReadOnlyMemory<byte> message, WebSocketMessageType type)
    {
        try
        {
            ValueTask sending = _socket.SendAsync(message, type, WebSocketMessageFlags.EndOfMessage, Gone);
            if (sending.IsCompletedSuccessfully)
            {
                return;
            }

            await sending.AsTask().WaitAsync(_limits.Send, _time);
        }
        catch (TimeoutException)
        {
            Finish(ConnectionEnd.Of(new StreamException(
                StreamError.ClientIdle, $"One message was not read within {_limits.Send.TotalSeconds:0.###} s.")));
            Cut();
            throw new OperationCanceledException("The client reads too slowly.", Gone);
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            Break(exception);
            throw new OperationCanceledException("The client is gone.", exception, Gone);
        }
    }

    private async Task TellAsync()
    {
        if (End?.Failure is not { } failure || Gone.IsCancellationRequested)
        {
            return;
        }

        try
        {
            await SendErrorAsync(failure);
        }
        catch (OperationCanceledException)
        {
            LogUntold(Id, failure.Error.ToString());
        }
        catch (Exception exception)
        {
            LogFault(exception, Id);
        }
    }

    /// <summary>Sends the close frame and waits for the client's, both within a limit; then cuts. Whoever is gone gets no frame.</summary>
    private async Task CloseAsync(Task receiving)
    {
        try
        {
            ConnectionEnd end = End ?? ConnectionEnd.Done;
            if (!Gone.IsCancellationRequested && _socket.State is WebSocketState.Open or WebSocketState.CloseReceived)
            {
                string reason = end.Reason.Length <= MaxCloseReason ? end.Reason : end.Reason[..MaxCloseReason];
                await _socket.CloseOutputAsync((WebSocketCloseStatus)end.CloseCode, reason, Gone).WaitAsync(_limits.Close, _time);
                await receiving.WaitAsync(_limits.Close, _time);
            }
        }
        catch (Exception exception) when (IsBroken(exception) || exception is TimeoutException)
        {
            LogCloseFailed(exception.GetType().Name, Id);
        }
        finally
        {
            Cut();
            if (_socket.State is not (WebSocketState.Closed or WebSocketState.Aborted))
            {
                _socket.Abort();
            }
        }
    }
}
