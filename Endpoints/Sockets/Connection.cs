using System.Net.WebSockets;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Sockets;

/// <summary>
/// One socket connection, whatever is said on it: reads whole messages, sends within a limit, ends for the first reason that
/// there is, tells it, closes within a limit, and cuts what does not close. Members are thread-safe; it runs once.
/// </summary>
internal sealed partial class Connection : ILiveStream
{
    /// <summary>How often a stop looks whether something is still under way.</summary>
    private static readonly TimeSpan RestLook = TimeSpan.FromMilliseconds(50);

    /// <summary>After so many looks that found nothing, nothing is on its way here either.</summary>
    private const int RestLooks = 6;

    private readonly WebSocket _socket;
    private readonly ConnectionLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly MessageReader _reader;
    private readonly CancellationTokenSource _gone;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _attached = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // A frame of audio and a message must not interleave: several loops may send.
    private readonly SemaphoreSlim _sending = new(1, 1);
    private readonly Lock _gate = new();

    // Guarded by the gate.
    private ISocketHandler? _handler;
    private ConnectionEnd? _end;
    private bool _isOver;

    private long _lastMove;
    private int _told;

    /// <param name="socket">Accepted; owned by the caller.</param>
    /// <param name="id">Name of the connection in the log and, where the protocol has one, on the wire.</param>
    /// <param name="limits">What it may take.</param>
    /// <param name="time">Clock of the limits.</param>
    /// <param name="log">Of the handler.</param>
    /// <param name="aborted">The transport is gone.</param>
    public Connection(WebSocket socket, string id, ConnectionLimits limits, TimeProvider time, ILogger log, CancellationToken aborted)
    {
        (_socket, Id, _limits, _time, _log) = (socket, id, limits, time, log);
        _reader = new MessageReader(socket, limits.MaxMessageBytes);
        _gone = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        Gone = _gone.Token;
        _lastMove = time.GetTimestamp();
    }

    public string Id { get; }

    /// <summary>Cancelled when nothing can be sent any more: the client is gone, or the connection was cut.</summary>
    public CancellationToken Gone { get; }

    /// <summary>Why it ends; null while it does not.</summary>
    public ConnectionEnd? End
    {
        get
        {
            lock (_gate)
            {
                return _end;
            }
        }
    }

    /// <summary>No more input counts.</summary>
    public bool IsEnding => End is not null;

    /// <summary>Runs the connection to its end; throws nothing.</summary>
    public async Task RunAsync(ISocketHandler handler)
    {
        Attach(handler);
        using ITimer idle = _time.CreateTimer(_ => LookForIdleness(handler), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _idle = idle;
        idle.Change(_limits.Idle, Timeout.InfiniteTimeSpan);
        Task working = WorkAsync(handler);
        Task receiving = ReceiveAsync(handler);
        try
        {
            await WaitForAsync(working);
            await TellAsync();
            await CloseAsync(receiving);
        }
        finally
        {
            Cut();
            await receiving;
            await working;
            lock (_gate)
            {
                _isOver = true;
            }

            _gone.Dispose();
            _done.TrySetResult();
        }
    }

    /// <summary>
    /// Ends the connection; later reasons do not count, except a failure after the client wanted the end: it must not be told
    /// that all is done. Returns at once.
    /// </summary>
    public void Finish(ConnectionEnd end)
    {
        ISocketHandler? handler;
        lock (_gate)
        {
            if (_end is not null && (_end != ConnectionEnd.Done || end.IsGraceful || end.Failure is null))
            {
                return;
            }

            _end = end;
            handler = _handler;
        }

        _ended.TrySetResult();
        if (end == ConnectionEnd.Vanished)
        {
            Cut();
        }

        if (handler is not null)
        {
            Notify(handler, end);
        }
    }

    /// <summary>Ends the connection for what was thrown.</summary>
    public void Fail(Exception exception)
    {
        switch (exception)
        {
            case StreamException failure:
                Finish(ConnectionEnd.Of(failure));
                break;
            case OperationCanceledException when Gone.IsCancellationRequested:
                Finish(ConnectionEnd.Vanished);
                break;
            default:
                LogFault(exception, Id);
                Finish(ConnectionEnd.Of(new StreamException(StreamError.Internal, "Something went wrong on our side.", inner: exception)));
                break;
        }
    }

    /// <summary>Tells the client, lets what is under way come to its own end, and ends the connection.</summary>
    public async Task StopAsync(StopOrder order)
    {
        if (await order.WaitForOwnEndAsync(_attached.Task) && _handler is { } handler)
        {
            await order.WaitForOwnEndAsync(TellClosingAsync(handler, order.Left));
            await order.WaitForOwnEndAsync(RestAsync(handler, order.Early));
        }

        Finish(ConnectionEnd.Stopping);
        try
        {
            await _done.Task.WaitAsync(order.Deadline);
        }
        catch (OperationCanceledException)
        {
            Cut();
            throw;
        }
    }

    private async Task TellClosingAsync(ISocketHandler handler, TimeSpan left)
    {
        try
        {
            await handler.TellClosingAsync(left);
        }
        catch (OperationCanceledException)
        {
            LogUntold(Id, "closing");
        }
    }

    private async Task RestAsync(ISocketHandler handler, CancellationToken early)
    {
        for (int quiet = 0; quiet < RestLooks && !IsEnding && !early.IsCancellationRequested; quiet = handler.IsAtRest ? quiet + 1 : 0)
        {
            await Task.Delay(RestLook, _time, CancellationToken.None);
        }
    }

    private static bool IsBroken(Exception exception) =>
        exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException;

    /// <summary>What ended the connection before it ran is told now.</summary>
    private void Attach(ISocketHandler handler)
    {
        ConnectionEnd? end;
        lock (_gate)
        {
            _handler = handler;
            end = _end;
        }

        _attached.TrySetResult();

        if (end is not null)
        {
            Notify(handler, end);
        }
    }

    private void Notify(ISocketHandler handler, ConnectionEnd end)
    {
        try
        {
            handler.End(end);
        }
        catch (Exception exception)
        {
            LogFault(exception, Id);
            Cut();
        }
    }

    private async Task WorkAsync(ISocketHandler handler)
    {
        try
        {
            await handler.RunAsync();
            Finish(ConnectionEnd.Done);
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    /// <summary>A graceful end takes its time; after any other the handler has as long as a message.</summary>
    private async Task WaitForAsync(Task working)
    {
        await Task.WhenAny(working, _ended.Task);
        try
        {
            await (End is { IsGraceful: true } ? working : working.WaitAsync(_limits.Send, _time));
        }
        catch (TimeoutException)
        {
            LogStuck(Id);
        }
    }

    /// <summary>Nothing is sent or received from now on.</summary>
    private void Cut()
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _ = _gone.CancelAsync();
            }
        }
    }
}
