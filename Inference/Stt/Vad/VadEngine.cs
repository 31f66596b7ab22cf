using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt.Load;

namespace StreamServer.Inference.Stt.Vad;

/// <summary>
/// Runs the voice activity model for every live stream on one thread. Each round takes one window of each stream that has
/// any waiting, as one batch: it never waits to fill a batch, the batch grows by itself when there is much to do.
/// </summary>
internal sealed class VadEngine : IDisposable
{
    private readonly SileroVad _model;
    private readonly TimeProvider _time;
    private readonly SttMetrics _metrics;
    private readonly LoadMeter _load;
    private readonly ModelThread _thread;
    private readonly Lock _gate = new();

    // Guarded by the gate.
    private readonly List<VadRequest> _arrived = [];
    private StreamException? _dead;

    // The thread's own.
    private readonly List<VadRequest> _active = [];
    private VadState[] _states = [];
    private ReadOnlyMemory<float>[] _windows = [];
    private float[] _probabilities = [];

    /// <param name="model">Owned from now on.</param>
    /// <param name="time">Clock.</param>
    /// <param name="metrics">Counts.</param>
    /// <param name="died">Called when the thread ends by a fault.</param>
    public VadEngine(SileroVad model, TimeProvider time, SttMetrics metrics, Action<Exception> died)
    {
        _model = model;
        _time = time;
        _metrics = metrics;
        _load = new LoadMeter(time);
        _thread = new ModelThread("vad-engine", Step, exception =>
        {
            Fail(new StreamException(StreamError.ServerNotReady, "The voice activity thread has died.", inner: exception));
            died(exception);
        });
        _thread.Start();
    }

    /// <summary>How long audio waited lately before its first window was looked at.</summary>
    public TimeSpan Lag => _load.Wait;

    /// <summary>Speech probability of each window, in order; streams go on from where they were.</summary>
    /// <param name="state">Of the stream; one call at a time.</param>
    /// <param name="samples">Whole windows of <see cref="SileroVad.Window"/> samples. Not to be touched before completion.</param>
    /// <param name="probabilities">One value a window.</param>
    /// <exception cref="StreamException">The model failed, or its thread has died.</exception>
    public Task DetectAsync(VadState state, ReadOnlyMemory<float> samples, Memory<float> probabilities)
    {
        if (samples.IsEmpty)
        {
            return Task.CompletedTask;
        }

        VadRequest request = new(state, samples, probabilities, _time.GetTimestamp());
        lock (_gate)
        {
            if (_dead is not null)
            {
                return Task.FromException(_dead);
            }

            _arrived.Add(request);
        }

        _thread.Signal();
        return request.Task;
    }

    public void Dispose()
    {
        _thread.Dispose();
        Fail(new StreamException(StreamError.ServerStopping, "The server is stopping."));
        _model.Dispose();
    }

    private bool Step()
    {
        lock (_gate)
        {
            _active.AddRange(_arrived);
            _arrived.Clear();
        }

        int count = _active.Count;
        if (count == 0)
        {
            return false;
        }

        if (_states.Length < count)
        {
            Array.Resize(ref _states, count * 2);
            Array.Resize(ref _windows, count * 2);
            Array.Resize(ref _probabilities, count * 2);
        }

        for (int i = 0; i < count; i++)
        {
            _states[i] = _active[i].State;
            _windows[i] = _active[i].Next;
        }

        long start = _time.GetTimestamp();
        try
        {
            _model.Run(_states.AsSpan(0, count), _windows.AsSpan(0, count), _probabilities.AsSpan(0, count));
        }
        catch (StreamException exception)
        {
            foreach (VadRequest request in _active)
            {
                request.Fail(exception);
            }

            _active.Clear();
            return true;
        }

        _metrics.Listened(count, _time.GetElapsedTime(start));
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            if (_active[i].IsFirst)
            {
                _load.Waited(_time.GetElapsedTime(_active[i].SubmittedAt));
            }

            if (!_active[i].Advance(_probabilities[i]))
            {
                _active[kept++] = _active[i];
            }
        }

        _active.RemoveRange(kept, count - kept);
        return true;
    }

    private void Fail(StreamException reason)
    {
        lock (_gate)
        {
            _dead = reason;
            _active.AddRange(_arrived);
            _arrived.Clear();
        }

        foreach (VadRequest request in _active)
        {
            request.Fail(reason);
        }

        _active.Clear();
    }
}
