using StreamServer.Inference;

namespace StreamServer.Endpoints.Sockets;

/// <summary>The receive loop and the idle limit.</summary>
internal sealed partial class Connection
{
    private ITimer? _idle;

    /// <summary>
    /// Reads until the client's close frame or the cut. What comes after the end is read and forgotten, so that the close frame
    /// comes through.
    /// </summary>
    private async Task ReceiveAsync(ISocketHandler handler)
    {
        try
        {
            while (await _reader.ReadAsync(Gone) is { } message)
            {
                Touch();
                if (IsEnding)
                {
                    message.Return();
                }
                else
                {
                    await TakeAsync(handler, message);
                }
            }

            Finish(ConnectionEnd.Done);
        }
        catch (StreamException failure)
        {
            Finish(ConnectionEnd.Of(failure));
            await DrainAsync();
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            Break(exception);
        }
        catch (Exception exception)
        {
            Fail(exception);
            Cut();
        }
    }

    private async ValueTask TakeAsync(ISocketHandler handler, SocketMessage message)
    {
        try
        {
            await handler.ReceiveAsync(message);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    private async Task DrainAsync()
    {
        try
        {
            await _reader.DrainAsync(Gone);
        }
        catch (Exception exception) when (IsBroken(exception))
        {
            Break(exception);
        }
    }

    /// <summary>The connection broke, or was cut. Nobody is left to be told.</summary>
    private void Break(Exception exception)
    {
        LogBroken(exception.GetType().Name, Id);
        Finish(ConnectionEnd.Vanished);
        Cut();
    }

    /// <summary>Something has moved.</summary>
    private void Touch() => Volatile.Write(ref _lastMove, _time.GetTimestamp());

    private void LookForIdleness(ISocketHandler handler)
    {
        if (IsEnding)
        {
            return;
        }

        if (handler.IsBusy)
        {
            Touch();
        }

        TimeSpan left = _limits.Idle - _time.GetElapsedTime(Volatile.Read(ref _lastMove));
        if (left > TimeSpan.Zero)
        {
            _idle?.Change(left, Timeout.InfiniteTimeSpan);
            return;
        }

        Finish(ConnectionEnd.Of(new StreamException(
            StreamError.ClientIdle,
            $"No message came for {_limits.Idle.TotalSeconds:0.###} s. "
            + "Send {\"type\":\"keepalive\"} when there is nothing else to say.")));
    }
}
