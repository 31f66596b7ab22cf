using System.Collections.Concurrent;
using StreamServer.Inference.Runtime;

namespace StreamServer.Inference.Tts.Post.Bandwidth;

/// <summary>
/// One named thread owns the network that widens the band and runs the windows of all callers in the order in which they
/// come: one window is half a second of audio, so nobody waits long. <see cref="ExtendAsync"/> may be called from any thread.
/// </summary>
internal sealed partial class BandwidthEngine : IDisposable
{
    private readonly ApBweModel _model;
    private readonly ILogger<BandwidthEngine> _log;
    private readonly ModelThread _thread;
    private readonly ConcurrentQueue<Call> _inbox = new();
    private volatile Exception? _death;

    /// <param name="model">Owned from now on.</param>
    /// <param name="log">Events 32xx.</param>
    /// <param name="died">Called once, on the thread, when it can go on no more.</param>
    public BandwidthEngine(ApBweModel model, ILogger<BandwidthEngine> log, Action<Exception> died)
    {
        (_model, _log) = (model, log);
        _thread = new ModelThread("bandwidth", Round, exception =>
        {
            LogDied(exception);
            FailAll(new StreamException(StreamError.ServerNotReady, "The thread of the super-resolution model has ended.", inner: exception));
            died(exception);
        });
    }

    /// <summary>Name of the model's entry.</summary>
    public string Name => _model.Name;

    public void Start() => _thread.Start();

    /// <summary>Completes when the window's wide band is filled in.</summary>
    /// <exception cref="StreamException">The model failed or its thread is gone.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before its turn.</exception>
    public Task ExtendAsync(BandwidthWindow window, CancellationToken cancellation)
    {
        Call call = new(window, cancellation);
        _inbox.Enqueue(call);
        if (_death is { } death)
        {
            FailAll(death);
        }

        _thread.Signal();
        return call.Done.Task;
    }

    public void Dispose()
    {
        if (_thread.Stop(TimeSpan.FromSeconds(10)))
        {
            FailAll(new OperationCanceledException("The server is stopping."));
            _model.Dispose();
        }

        _thread.Dispose();
    }

    private bool Round()
    {
        if (!_inbox.TryDequeue(out Call? call))
        {
            return false;
        }

        if (call.Cancellation.IsCancellationRequested)
        {
            call.Done.SetCanceled(call.Cancellation);
            return true;
        }

        try
        {
            _model.Run(call.Window);
            call.Done.SetResult();
        }
        catch (Exception exception)
        {
            LogRunFailed(exception);
            call.Done.SetException(new StreamException(StreamError.ModelFailed, "The super-resolution model failed.", inner: exception));
        }

        return true;
    }

    private void FailAll(Exception cause)
    {
        _death = cause;
        while (_inbox.TryDequeue(out Call? call))
        {
            call.Done.SetException(cause);
        }
    }

    [LoggerMessage(3201, LogLevel.Error, "A run of the super-resolution model failed", EventName = "BandwidthRunFailed")]
    private partial void LogRunFailed(Exception exception);

    [LoggerMessage(3202, LogLevel.Critical, "The thread of the super-resolution model has ended", EventName = "BandwidthDied")]
    private partial void LogDied(Exception exception);

    private sealed record Call(BandwidthWindow Window, CancellationToken Cancellation)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
