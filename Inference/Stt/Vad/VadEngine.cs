using StreamServer.Inference.Runtime;
using StreamServer.Inference.Runtime.Metrics;
using StreamServer.Inference.Stt.Load;

namespace StreamServer.Inference.Stt.Vad;

/// <summary>
/// Runs the voice activity model for every live stream on one thread. Each round takes one window of each stream that has
/// any waiting, as one batch: it never waits to fill a batch, the batch grows by itself when there is much to do.
/// </summary>
internal sealed class VadEngine : EngineLoop<VadRequest>
{
    private readonly SileroVad _model;
    private readonly TimeProvider _time;
    private readonly EngineMetrics _metrics;
    private readonly QueueDepth _depth;
    private readonly LoadMeter _load;
    private readonly Action<List<VadRequest>> _run;

    // The thread's own.
    private readonly List<VadRequest> _active = [];
    private readonly List<VadRequest> _batch = new(SileroVad.MaxRows);
    private readonly VadState[] _states = new VadState[SileroVad.MaxRows];
    private readonly ReadOnlyMemory<float>[] _windows = new ReadOnlyMemory<float>[SileroVad.MaxRows];
    private readonly float[] _probabilities = new float[SileroVad.MaxRows];

    /// <param name="model">Owned from now on.</param>
    /// <param name="time">Clock.</param>
    /// <param name="metrics">Counts.</param>
    /// <param name="log">Events of engines.</param>
    /// <param name="died">Called once, on the thread, when it can go on no more.</param>
    public VadEngine(SileroVad model, TimeProvider time, SttMetrics metrics, ILogger log, Action<Exception> died)
        : base("vad-engine", "The voice activity model", model, log, died)
    {
        (_model, _time, _metrics, _run) = (model, time, metrics.Engines, Run);
        _depth = new QueueDepth(_metrics, EngineQueue.Vad);
        _load = new LoadMeter(time);
    }

    /// <summary>How long audio waited lately before its first window was looked at.</summary>
    public TimeSpan Lag => _load.Wait;

    /// <summary>Speech probability of each window, in order; streams go on from where they were.</summary>
    /// <param name="state">Of the stream; one call at a time.</param>
    /// <param name="samples">Whole windows of <see cref="SileroVad.Window"/> samples. Not to be touched before completion.</param>
    /// <param name="probabilities">One value a window.</param>
    /// <param name="yields">Its client waits by its own choice: that is not the server's lag.</param>
    /// <exception cref="StreamException">The model failed, or its thread has died.</exception>
    public Task DetectAsync(VadState state, ReadOnlyMemory<float> samples, Memory<float> probabilities, bool yields = false)
    {
        if (samples.IsEmpty)
        {
            return Task.CompletedTask;
        }

        VadRequest request = new(state, samples, probabilities, _time.GetTimestamp()) { Yields = yields };
        if (Post(request) is { } reason)
        {
            request.Fail(reason);
        }

        return request.Task;
    }

    protected override void Admit(VadRequest request) => _active.Add(request);

    protected override bool Round()
    {
        _depth.Set(_active.Count);
        if (_active.Count == 0)
        {
            return false;
        }

        for (int start = 0; start < _active.Count; start += SileroVad.MaxRows)
        {
            _batch.Clear();
            for (int i = start; i < Math.Min(start + SileroVad.MaxRows, _active.Count); i++)
            {
                _batch.Add(_active[i]);
            }

            RunBatch(_batch, _run);
        }

        _active.RemoveAll(static request => request.Task.IsCompleted);
        _depth.Set(_active.Count);
        return true;
    }

    protected override void Fail(VadRequest request, StreamException reason) => request.Fail(reason);

    protected override void FailAll(StreamException reason)
    {
        foreach (VadRequest request in _active)
        {
            request.Fail(reason);
        }

        _active.Clear();
        _depth.Set(0);
    }

    protected override void CheckUp() => _model.Run([new VadState()], [new float[SileroVad.Window]], _probabilities.AsSpan(0, 1));

    private void Run(List<VadRequest> batch)
    {
        int count = batch.Count;
        for (int i = 0; i < count; i++)
        {
            _states[i] = batch[i].State;
            _windows[i] = batch[i].Next;
        }

        long start = _time.GetTimestamp();
        _model.Run(_states.AsSpan(0, count), _windows.AsSpan(0, count), _probabilities.AsSpan(0, count));
        _metrics.Ran(EngineStep.Vad, _time.GetElapsedTime(start), count, 0);
        for (int i = 0; i < count; i++)
        {
            if (batch[i].IsFirst)
            {
                TimeSpan wait = _time.GetElapsedTime(batch[i].SubmittedAt);
                _metrics.Waited(EngineQueue.Vad, wait);
                if (!batch[i].Yields)
                {
                    _load.Waited(wait);
                }
            }

            batch[i].Advance(_probabilities[i]);
        }
    }
}
