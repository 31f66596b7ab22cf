using StreamServer.Inference.Runtime;
using StreamServer.Inference.Runtime.Metrics;

namespace StreamServer.Inference.Tts.Post.Bandwidth;

/// <summary>
/// Runs the network that widens the band on one thread, for the windows of all callers in the order in which they come: one window
/// is half a second of audio, so nobody waits long. <see cref="ExtendAsync"/> may be called from any thread.
/// </summary>
internal sealed class BandwidthEngine : EngineLoop<BandwidthEngine.Call>
{
    private const int CheckFrames = 8;

    private readonly ApBweModel _model;
    private readonly TimeProvider _time;
    private readonly EngineMetrics _metrics;
    private readonly QueueDepth _depth;
    private readonly Action<List<Call>> _run;

    // The thread's own.
    private readonly Queue<Call> _waiting = new();
    private readonly List<Call> _batch = [];

    /// <param name="model">Owned from now on.</param>
    /// <param name="time">Clock.</param>
    /// <param name="metrics">Counters.</param>
    /// <param name="log">Events of engines.</param>
    /// <param name="died">Called once, on the thread, when it can go on no more.</param>
    public BandwidthEngine(
        ApBweModel model, TimeProvider time, EngineMetrics metrics, ILogger<BandwidthEngine> log, Action<Exception> died)
        : base("bandwidth", "The super-resolution model", model, log, died)
    {
        (_model, _time, _metrics, _run) = (model, time, metrics, Run);
        _depth = new QueueDepth(metrics, EngineQueue.Bandwidth);
    }

    /// <summary>Name of the model's entry.</summary>
    public string Name => _model.Name;

    /// <summary>Completes when the window's wide band is filled in.</summary>
    /// <exception cref="StreamException">The model failed or its thread is gone.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before its turn.</exception>
    public Task ExtendAsync(BandwidthWindow window, CancellationToken cancellation)
    {
        Call call = new(window, _time.GetTimestamp(), cancellation);
        if (Post(call) is { } reason)
        {
            call.Done.SetException(reason);
        }

        return call.Done.Task;
    }

    protected override void Admit(Call request) => _waiting.Enqueue(request);

    protected override bool Round()
    {
        _depth.Set(_waiting.Count);
        if (!_waiting.TryDequeue(out Call? call))
        {
            return false;
        }

        if (call.Cancellation.IsCancellationRequested)
        {
            call.Done.SetCanceled(call.Cancellation);
            return true;
        }

        _metrics.Waited(EngineQueue.Bandwidth, _time.GetElapsedTime(call.SubmittedAt));
        _batch.Clear();
        _batch.Add(call);
        RunBatch(_batch, _run);
        return true;
    }

    protected override void Fail(Call request, StreamException reason) => request.Done.TrySetException(reason);

    protected override void FailAll(StreamException reason)
    {
        while (_waiting.TryDequeue(out Call? call))
        {
            Fail(call, reason);
        }

        _depth.Set(0);
    }

    protected override void CheckUp() => _model.Run(new BandwidthWindow(CheckFrames) { Frames = CheckFrames });

    private void Run(List<Call> batch)
    {
        long start = _time.GetTimestamp();
        _model.Run(batch[0].Window);
        _metrics.Ran(EngineStep.Bandwidth, _time.GetElapsedTime(start), 1, 0);
        batch[0].Done.SetResult();
    }

    /// <summary>A window on its way.</summary>
    internal sealed record Call(BandwidthWindow Window, long SubmittedAt, CancellationToken Cancellation)
    {
        public TaskCompletionSource Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
