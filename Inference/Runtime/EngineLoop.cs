namespace StreamServer.Inference.Runtime;

/// <summary>
/// A named thread that owns a model and runs it round after round for requests that come from any thread. It waits on a signal and
/// does not poll.
/// </summary>
/// <remarks>
/// One rule of survival (docs/decisions/0035). A run that throws, whatever it throws, is repeated with each of its requests alone;
/// one that fails alone is lost, and nobody else is. After <see cref="MostFailedRounds"/> rounds in a row in which nothing succeeded, the
/// model has to show that it still runs; when it does not, or when the engine's own state is wrong, the thread ends: its owner is told
/// first, and turns readiness red, then everybody who waits fails, and whoever comes later fails at once.
/// </remarks>
/// <typeparam name="TRequest">One unit of work.</typeparam>
internal abstract class EngineLoop<TRequest> : IDisposable
    where TRequest : class
{
    /// <summary>By then it is the model and not a request.</summary>
    public const int MostFailedRounds = 5;

    private readonly string _name;
    private readonly IDisposable _model;
    private readonly ILogger _log;
    private readonly Action<Exception> _died;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _signal = new(false); // without a wait handle it holds nothing to dispose
    private readonly Lock _gate = new();

    // Guarded by the gate.
    private readonly List<TRequest> _inbox = [];
    private StreamException? _end;
    private bool _isStarted;
    private bool _isDisposed;

    // The thread's own.
    private readonly List<TRequest> _alone = [];
    private readonly List<TRequest> _arrived = [];
    private bool _anyRan;
    private int _dropped;
    private Exception? _lost;
    private int _failedRounds;
    private int _brokenRounds;

    private volatile bool _isStopping;

    /// <param name="thread">Shown by debuggers and <c>top -H</c> (15 characters there).</param>
    /// <param name="name">What runs here, as the beginning of a sentence.</param>
    /// <param name="model">Owned from now on: disposed after the thread has ended, and never before.</param>
    /// <param name="log">Events 30 to 33.</param>
    /// <param name="died">Called once, on the thread, when it can go on no more.</param>
    protected EngineLoop(string thread, string name, IDisposable model, ILogger log, Action<Exception> died)
    {
        (_name, _model, _log, _died) = (name, model, log, died);
        _thread = new Thread(Loop) { Name = thread, IsBackground = true };
    }

    public void Start()
    {
        lock (_gate)
        {
            _isStarted = true;
        }

        _thread.Start();
    }

    /// <summary>How long <see cref="Dispose"/> waits for a run that is under way.</summary>
    protected virtual TimeSpan StopLimit => TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long the thread sleeps when nothing can go on: until <see cref="Signal"/>, where nothing changes by time alone.
    /// </summary>
    protected virtual TimeSpan Patience => Timeout.InfiniteTimeSpan;

    /// <summary>Something that a round depends on has changed. Cheap, from any thread.</summary>
    public void Signal() => _signal.Set();

    /// <summary>Ends the thread after its current run, fails what waits, and disposes the model.</summary>
    public void Dispose()
    {
        _isStopping = true;
        _signal.Set();
        StreamException reason = new(StreamError.ServerStopping, "The server is stopping.");
        bool isStarted;
        lock (_gate)
        {
            if (_isDisposed)
            {
                return;
            }

            _isDisposed = true;
            _end ??= reason;
            isStarted = _isStarted;
        }

        if (isStarted && !_thread.Join(StopLimit))
        {
            // The native run still uses the model, and the thread its lists.
            EngineLog.Stuck(_log, _name);
            return;
        }

        FailEverybody(reason);
        _model.Dispose();
    }

    /// <summary>Hands a request to the thread. Any thread.</summary>
    /// <returns>Null; or why nothing is taken any more: the request is the caller's to complete then.</returns>
    protected StreamException? Post(TRequest request)
    {
        lock (_gate)
        {
            if (_end is not null)
            {
                return _end;
            }

            _inbox.Add(request);
        }

        _signal.Set();
        return null;
    }

    /// <summary>Takes over a request that has arrived. On the thread, like everything below.</summary>
    protected abstract void Admit(TRequest request);

    /// <summary>One round: plan, run by <see cref="RunBatch"/>, commit.</summary>
    /// <returns>False when nothing can go on until <see cref="Signal"/>.</returns>
    protected abstract bool Round();

    /// <summary>Takes a request out of the engine, if it is there, and completes it with an error.</summary>
    protected abstract void Fail(TRequest request, StreamException reason);

    /// <summary><see cref="Fail"/> for all that were admitted.</summary>
    protected abstract void FailAll(StreamException reason);

    /// <summary>Runs the model on something that it can do and that touches no request.</summary>
    /// <exception cref="Exception">It runs no more.</exception>
    protected abstract void CheckUp();

    /// <summary>A request failed alone.</summary>
    protected virtual void Lose(TRequest request, Exception cause) => Fail(
        request, cause as StreamException ?? new StreamException(StreamError.ModelFailed, $"{_name} failed.", inner: cause));

    /// <summary>
    /// Runs requests together; when that throws, each of them alone, and those that fail alone are lost. Allocates nothing when it
    /// succeeds.
    /// </summary>
    /// <param name="batch">Not changed while it runs.</param>
    /// <param name="run">What it leaves behind when it throws, its repetition overwrites. Completes nothing before it has
    /// succeeded.</param>
    protected void RunBatch(List<TRequest> batch, Action<List<TRequest>> run)
    {
        if (TryRun(batch, run) is null)
        {
            return;
        }

        for (int i = 0; i < batch.Count; i++)
        {
            _alone.Clear();
            _alone.Add(batch[i]);
            if (TryRun(_alone, run) is { } cause)
            {
                Drop(batch[i], cause);
            }
        }
    }

    /// <summary>Something that belongs to one request alone threw, such as the reading of its result.</summary>
    protected void Drop(TRequest request, Exception cause)
    {
        _lost = cause;
        _dropped++;
        Lose(request, cause);
    }

    private Exception? TryRun(List<TRequest> batch, Action<List<TRequest>> run)
    {
        int before = _dropped;
        try
        {
            run(batch);
            _anyRan |= _dropped - before < batch.Count;
            return null;
        }
        catch (Exception exception) when (exception is not EngineFaultException)
        {
            EngineLog.RunFailed(_log, exception, _name, batch.Count);
            return GpuFaults.IsUnrecoverable(exception)
                ? throw new EngineFaultException("The GPU is lost to this process.", exception)
                : exception;
        }
    }

    private void Loop()
    {
        try
        {
            while (!_isStopping)
            {
                // Reset before the round: a signal that arrives during it is seen by the next wait.
                _signal.Reset();
                while (!_isStopping && TryRound())
                {
                }

                if (!_isStopping)
                {
                    _signal.Wait(Patience);
                }
            }
        }
        catch (Exception exception)
        {
            Die(exception);
        }
    }

    private bool TryRound()
    {
        (_anyRan, _lost) = (false, null);
        bool goesOn;
        try
        {
            TakeInbox();
            goesOn = Round();
            _brokenRounds = 0;
        }
        catch (Exception exception) when (exception is not EngineFaultException)
        {
            EngineLog.RoundFailed(_log, exception, _name);
            return ++_brokenRounds < MostFailedRounds
                ? true
                : throw new EngineFaultException($"{MostFailedRounds} rounds in a row broke off.", exception);
        }

        if (_anyRan)
        {
            _failedRounds = 0;
        }
        else if (_lost is not null && ++_failedRounds == MostFailedRounds)
        {
            ThrowIfBroken(_lost);
            _failedRounds = 0;
        }

        return goesOn;
    }

    private void ThrowIfBroken(Exception last)
    {
        try
        {
            CheckUp();
        }
        catch (Exception exception)
        {
            EngineLog.RunFailed(_log, exception, _name, 0);
            throw new EngineFaultException($"{MostFailedRounds} rounds in a row failed, and the model runs no more.", last);
        }
    }

    private void TakeInbox()
    {
        lock (_gate)
        {
            _arrived.AddRange(_inbox);
            _inbox.Clear();
        }

        int taken = 0;
        try
        {
            for (; taken < _arrived.Count; taken++)
            {
                Admit(_arrived[taken]);
            }
        }
        finally
        {
            _arrived.RemoveRange(0, taken);
        }
    }

    private void Die(Exception cause)
    {
        StreamException reason = new(StreamError.ServerNotReady, $"{_name} has ended.", inner: cause);
        lock (_gate)
        {
            _end ??= reason;
        }

        EngineLog.Died(_log, cause, _name);
        _died(cause);
        FailEverybody(reason);
    }

    private void FailEverybody(StreamException reason)
    {
        FailAll(reason);
        List<TRequest> waiting;
        lock (_gate)
        {
            waiting = [.. _arrived, .. _inbox];
            _arrived.Clear();
            _inbox.Clear();
        }

        foreach (TRequest request in waiting)
        {
            Fail(request, reason);
        }
    }
}
