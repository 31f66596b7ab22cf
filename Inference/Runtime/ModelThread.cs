namespace StreamServer.Inference.Runtime;

/// <summary>
/// A named background thread that owns one model loop. It waits on a signal (no polling) and runs <c>step</c> until that
/// says there is nothing left to do. An exception out of <c>step</c> ends the loop: the owner marks the server not ready.
/// </summary>
internal sealed class ModelThread : IDisposable
{
    private readonly ManualResetEventSlim _signal = new(false);
    private readonly Func<bool> _step;
    private readonly Action<Exception> _died;
    private readonly Thread _thread;
    private volatile bool _stopping;

    /// <param name="name">Shown by debuggers and <c>top -H</c> (15 characters there).</param>
    /// <param name="step">One round; true when more work may be waiting, false to sleep until <see cref="Signal"/>.</param>
    /// <param name="died">Called once, on the thread, with what ended the loop.</param>
    public ModelThread(string name, Func<bool> step, Action<Exception> died)
    {
        _step = step;
        _died = died;
        _thread = new Thread(Loop) { Name = name, IsBackground = true };
    }

    public void Start() => _thread.Start();

    /// <summary>Wakes the loop; cheap, from any thread.</summary>
    public void Signal() => _signal.Set();

    /// <summary>Asks the loop to end after its current round and waits for it.</summary>
    /// <returns>False when the thread still runs after <paramref name="limit"/>.</returns>
    public bool Stop(TimeSpan limit)
    {
        _stopping = true;
        _signal.Set();
        return !_thread.IsAlive || _thread.Join(limit);
    }

    public void Dispose()
    {
        // A thread that does not end keeps its event: disposing it under a waiter would throw on the thread.
        if (Stop(TimeSpan.FromSeconds(10)))
        {
            _signal.Dispose();
        }
    }

    private void Loop()
    {
        try
        {
            while (!_stopping)
            {
                // Reset before the step: a signal that arrives during it is seen by the next wait.
                _signal.Reset();
                while (!_stopping && _step())
                {
                }

                if (!_stopping)
                {
                    _signal.Wait();
                }
            }
        }
        catch (Exception exception)
        {
            _died(exception);
        }
    }
}
