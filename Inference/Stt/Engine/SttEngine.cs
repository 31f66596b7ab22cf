using System.Runtime.InteropServices;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Runtime.Metrics;
using StreamServer.Inference.Stt.Features;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Load;
using StreamServer.Inference.Stt.Models;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Inference.Stt.Engine;

/// <summary>
/// Runs one recogniser on one thread: plan, run, commit. A final that failed alone is tried again, and then goes to the fall-back engine.
/// </summary>
internal sealed partial class SttEngine : EngineLoop<SttJob>
{
    /// <summary>A batch of finals may take this long: half of what is left of the latency aim after endpointing.</summary>
    private static readonly TimeSpan UrgentBudget = TimeSpan.FromMilliseconds(80);

    /// <summary>A batch of partials may hold up a final for this long.</summary>
    private static readonly TimeSpan PartialBudget = TimeSpan.FromMilliseconds(40);

    /// <summary>How often a final is tried again, each time after twice the pause.</summary>
    private const int MostRetries = 3;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    private readonly ISttModel _model;
    private readonly SttEngine? _fallback;
    private readonly SttOptions _options;
    private readonly TimeProvider _time;
    private readonly SttMetrics _metrics;
    private readonly ILogger _log;
    private readonly Action<List<SttJob>> _run;

    // The thread's own.
    private readonly List<SttJob> _waiting = [];
    private readonly List<SttJob> _batch = [];
    private readonly SttPlan _plan = new();
    private readonly QueueDepth[] _depths;
    private readonly int[] _lengths;
    private SttJobView[] _views = [];

    // Timestamp of the oldest final that waits, 0 when none does. Written by the thread, read by any.
    private long _oldestFinal;

    /// <param name="model">Owned from now on.</param>
    /// <param name="fallback">Gets finals that this one failed on every time; null for none. Not owned.</param>
    /// <param name="options">Batch size and age of partials.</param>
    /// <param name="time">Clock.</param>
    /// <param name="metrics">Counts.</param>
    /// <param name="log">Events 5000 to 5049, and those of engines.</param>
    /// <param name="died">Called once, on the thread, when it can go on no more.</param>
    public SttEngine(
        ISttModel model, SttEngine? fallback, SttOptions options, TimeProvider time, SttMetrics metrics, ILogger log,
            Action<Exception> died)
        : base("stt-engine", $"Model '{model.Info.Model}'", model, log, died)
    {
        (_model, _fallback, _options, _time, _metrics, _log, _run) = (model, fallback, options, time, metrics, log, Run);
        Load = new LoadMeter(time);
        _depths = [.. Enum.GetValues<SttJobKind>().Select(kind => new QueueDepth(metrics.Engines, SttMetrics.QueueOf(kind)))];
        _lengths = new int[_depths.Length];
    }

    public SttModelInfo Info => _model.Info;

    public LoadMeter Load { get; }

    /// <summary>How far behind the engine is: what finals waited lately, or what the oldest has waited by now.</summary>
    public TimeSpan Lag
    {
        get
        {
            long oldest = Interlocked.Read(ref _oldestFinal);
            TimeSpan now = oldest == 0 ? TimeSpan.Zero : _time.GetElapsedTime(oldest);
            return now > Load.Wait ? now : Load.Wait;
        }
    }

    /// <summary>Any thread. The job completes later, in every case.</summary>
    public void Submit(SttJob job)
    {
        job.SubmittedAt = _time.GetTimestamp();
        if (Post(job) is { } reason)
        {
            job.Complete(null, reason);
        }
    }

    protected override void Admit(SttJob request) => _waiting.Add(request);

    protected override bool Round()
    {
        // 1. Plan.
        if (_views.Length < _waiting.Count)
        {
            _views = new SttJobView[_waiting.Count * 2];
        }

        TellDepths();
        long oldest = 0;
        for (int i = 0; i < _waiting.Count; i++)
        {
            SttJob job = _waiting[i];
            SttJobKind kind = job.Kind;
            _views[i] = new SttJobView(kind, job.Utterance.Stream, job.Samples.Length, _time.GetElapsedTime(job.SubmittedAt),
                job.IsCancelled);
            if (kind == SttJobKind.Final && !job.IsCancelled && (oldest == 0 || job.SubmittedAt < oldest))
            {
                oldest = job.SubmittedAt;
            }
        }

        Interlocked.Exchange(ref _oldestFinal, oldest);
        SttLimits limits = Limits();
        SttScheduler.Plan(_views.AsSpan(0, _waiting.Count), limits, _plan);
        foreach (int index in _plan.Drop)
        {
            Count(_views[index], limits);
            _waiting[index].Complete(null, null);
        }

        // 2. Run.
        _batch.Clear();
        foreach (int index in _plan.Run)
        {
            _batch.Add(_waiting[index]);
        }

        if (_batch.Count > 0)
        {
            RunPlanned();
        }

        // 3. Commit: what ran or was dropped waits no longer.
        int kept = 0;
        for (int i = 0; i < _waiting.Count; i++)
        {
            if (!_plan.Run.Contains(i) && !_plan.Drop.Contains(i))
            {
                _waiting[kept++] = _waiting[i];
            }
        }

        _waiting.RemoveRange(kept, _waiting.Count - kept);
        TellDepths();
        if (kept == 0)
        {
            Interlocked.Exchange(ref _oldestFinal, 0);
        }

        return _batch.Count > 0;
    }

    protected override void Fail(SttJob request, StreamException reason) => request.Complete(null, reason);

    protected override void FailAll(StreamException reason)
    {
        foreach (SttJob job in _waiting)
        {
            job.Complete(null, reason);
        }

        _waiting.Clear();
        TellDepths();
    }

    /// <summary>
    /// A final is the only one of its utterance: it is tried again after a while, and then another model may still do it.
    /// </summary>
    protected override void Lose(SttJob request, Exception cause)
    {
        if (request.Kind != SttJobKind.Partial && request.Retries < MostRetries)
        {
            _ = RetryAsync(request);
            return;
        }

        if (_fallback is null || request.Kind == SttJobKind.Partial)
        {
            base.Lose(request, cause);
            return;
        }

        LogFallback(Info.Model, _fallback.Info.Model);
        _metrics.Fallback();
        (request.IsFallback, request.Retries) = (true, 0);
        _fallback.Submit(request);
    }

    protected override void CheckUp() => WarmUp(_model);

    private async Task RetryAsync(SttJob job)
    {
        TimeSpan pause = FirstPause * (1 << job.Retries);
        job.Retries++;
        LogRetry(Info.Model, job.Retries, pause.TotalMilliseconds);
        await Task.Delay(pause, _time).ConfigureAwait(false);
        Submit(job);
    }

    /// <summary>One second of faint noise: every kernel runs once before the first caller waits for it.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.ModelFailed"/>.</exception>
    public static void WarmUp(ISttModel model)
    {
        Random random = new(1);
        float[] noise = [.. Enumerable.Range(0, FbankSpec.SampleRate).Select(_ => 0.01f * (random.NextSingle() - 0.5f))];
        SttJob job = new(new SttUtterance(0), SttJobKind.Final, noise, SttJobOptions.Default, _ => { });
        model.Transcribe([job], new SttTranscript[1]);
    }

    private SttLimits Limits() => new()
    {
        MaxJobs = _options.MaxBatch,
        MaxUrgentSamples = Load.SamplesIn(UrgentBudget),
        MaxPartialSamples = Load.SamplesIn(PartialBudget),
        PartialMaxAge = TimeSpan.FromMilliseconds(_options.PartialMaxAgeMs),
        IgnoreLengths = _model.Info.Incremental,
    };

    /// <summary>A partial that does not run was too late, or a newer one says more. What was cancelled nobody misses.</summary>
    private void Count(SttJobView dropped, SttLimits limits)
    {
        if (!dropped.Cancelled && dropped.Waited > limits.PartialMaxAge)
        {
            _metrics.DropStale(dropped.Kind);
        }
        else if (!dropped.Cancelled)
        {
            _metrics.Coalesce(dropped.Kind);
        }
    }

    private void TellDepths()
    {
        Array.Clear(_lengths);
        foreach (SttJob job in _waiting)
        {
            _lengths[(int)job.Kind]++;
        }

        for (int i = 0; i < _depths.Length; i++)
        {
            _depths[i].Set(_lengths[i]);
        }
    }

    private void RunPlanned()
    {
        // The head, of the most urgent kind in the batch, comes first.
        bool yields = _batch[0].Kind == SttJobKind.Recording;
        long longest = 0;
        long said = 0;
        foreach (SttJob job in _batch)
        {
            TimeSpan wait = _time.GetElapsedTime(job.SubmittedAt);
            SttJobKind kind = job.Kind;
            _metrics.Waited(kind, wait);
            if (kind == SttJobKind.Final)
            {
                Load.Waited(wait);
            }

            longest = Math.Max(longest, job.Samples.Length);
            said += job.Samples.Length;
        }

        long samples = longest * _batch.Count;
        long start = _time.GetTimestamp();
        RunBatch(_batch, _run);
        Load.Ran(start, samples, yields);
        _metrics.Engines.Ran(
            EngineStep.Encoder, _time.GetElapsedTime(start), _batch.Count, samples == 0 ? 0 : 1 - ((double)said / samples));
    }

    private void Run(List<SttJob> batch)
    {
        var results = new SttTranscript[batch.Count];
        _model.Transcribe(CollectionsMarshal.AsSpan(batch), results);
        for (int i = 0; i < batch.Count; i++)
        {
            batch[i].Complete(batch[i].IsFallback ? results[i] with { Fallback = true } : results[i], null);
        }
    }
}
