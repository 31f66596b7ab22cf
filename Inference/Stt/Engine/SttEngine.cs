using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Load;
using StreamServer.Inference.Stt.Models;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Inference.Stt.Engine;

/// <summary>
/// Owns one engine and its thread: plan, run, commit. A batch that throws is tried again job by job, so that one bad job
/// harms nobody else; a final that failed twice goes to the fall-back worker.
/// </summary>
internal sealed partial class SttEngine : IDisposable
{
    /// <summary>A batch of finals may take this long: half of what is left of the latency aim after endpointing.</summary>
    private static readonly TimeSpan UrgentBudget = TimeSpan.FromMilliseconds(80);

    /// <summary>A batch of partials may hold up a final for this long.</summary>
    private static readonly TimeSpan PartialBudget = TimeSpan.FromMilliseconds(40);

    private readonly ISttModel _engine;
    private readonly SttEngine? _fallback;
    private readonly SttOptions _options;
    private readonly TimeProvider _time;
    private readonly SttMetrics _metrics;
    private readonly ILogger _log;
    private readonly ModelThread _thread;
    private readonly Lock _gate = new();

    // Guarded by the gate.
    private readonly List<SttJob> _arrived = [];
    private StreamException? _dead;

    // The thread's own.
    private readonly List<SttJob> _waiting = [];
    private readonly SttPlan _plan = new();
    private SttJobView[] _views = [];

    // Timestamp of the oldest final that waits, 0 when none does. Written by the thread, read by any.
    private long _oldestFinal;

    /// <param name="engine">Owned from now on.</param>
    /// <param name="fallback">Gets finals that this one failed on twice; null for none. Not owned.</param>
    /// <param name="options">Batch size and age of partials.</param>
    /// <param name="time">Clock.</param>
    /// <param name="metrics">Counts.</param>
    /// <param name="log">Log.</param>
    /// <param name="died">Called when the thread ends by a fault.</param>
    public SttEngine(
        ISttModel engine, SttEngine? fallback, SttOptions options, TimeProvider time, SttMetrics metrics, ILogger log, Action<Exception> died)
    {
        _engine = engine;
        _fallback = fallback;
        _options = options;
        _time = time;
        _metrics = metrics;
        _log = log;
        Load = new LoadMeter(time);
        _thread = new ModelThread("stt-worker", Step, exception =>
        {
            Fail(new StreamException(StreamError.ServerNotReady, "The speech to text thread has died.", inner: exception));
            died(exception);
        });
        _thread.Start();
    }

    public SttModelInfo Info => _engine.Info;

    public LoadMeter Load { get; }

    /// <summary>How far behind the worker is: what finals waited lately, or what the oldest has waited by now.</summary>
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
        StreamException? dead;
        lock (_gate)
        {
            dead = _dead;
            if (dead is null)
            {
                _arrived.Add(job);
            }
        }

        if (dead is not null)
        {
            job.Complete(null, dead);
            return;
        }

        _thread.Signal();
    }

    public void Dispose()
    {
        _thread.Dispose();
        Fail(new StreamException(StreamError.ServerStopping, "The server is stopping."));
        _engine.Dispose();
    }

    private bool Step()
    {
        lock (_gate)
        {
            _waiting.AddRange(_arrived);
            _arrived.Clear();
        }

        // 1. Plan.
        if (_views.Length < _waiting.Count)
        {
            _views = new SttJobView[_waiting.Count * 2];
        }

        long oldest = 0;
        for (int i = 0; i < _waiting.Count; i++)
        {
            SttJob job = _waiting[i];
            SttJobKind kind = job.Kind;
            _views[i] = new SttJobView(kind, job.Utterance.Stream, job.Samples.Length, _time.GetElapsedTime(job.SubmittedAt), job.IsCancelled);
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
        if (_plan.Run.Count > 0)
        {
            SttJob[] batch = [.. _plan.Run.Select(index => _waiting[index])];
            Run(batch);
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
        if (kept == 0)
        {
            Interlocked.Exchange(ref _oldestFinal, 0);
        }

        return _plan.Run.Count > 0;
    }

    private SttLimits Limits() => new()
    {
        MaxJobs = _options.MaxBatch,
        MaxUrgentSamples = Load.SamplesIn(UrgentBudget),
        MaxPartialSamples = Load.SamplesIn(PartialBudget),
        PartialMaxAge = TimeSpan.FromMilliseconds(_options.PartialMaxAgeMs),
        IgnoreLengths = _engine.Info.Incremental,
    };

    /// <summary>A partial that does not run was too late, or a newer one says more. What was cancelled nobody misses.</summary>
    private void Count(SttJobView dropped, SttLimits limits)
    {
        if (!dropped.Cancelled && dropped.Waited > limits.PartialMaxAge)
        {
            _metrics.Dropped();
        }
        else if (!dropped.Cancelled)
        {
            _metrics.Coalesced();
        }
    }

    private void Run(SttJob[] batch)
    {
        // The head, of the most urgent kind in the batch, comes first.
        bool yields = batch[0].Kind == SttJobKind.Recording;
        long longest = 0;
        long said = 0;
        foreach (SttJob job in batch)
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

        long samples = longest * batch.Length;
        long start = _time.GetTimestamp();
        bool ran = TryTranscribe(batch);
        Load.Ran(start, samples, yields);
        _metrics.Ran(batch.Length, samples == 0 ? 0 : 1 - ((double)said / samples), _time.GetElapsedTime(start));
        if (ran)
        {
            return;
        }

        foreach (SttJob job in batch)
        {
            TryTranscribe([job]);
        }
    }

    /// <returns>False when the run threw and the jobs may be tried again; else every job is complete or handed on.</returns>
    private bool TryTranscribe(SttJob[] batch)
    {
        var results = new SttTranscript[batch.Length];
        try
        {
            _engine.Transcribe(batch, results);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            LogRunFailed(exception, _engine.Info.Model, batch.Length);
            bool again = false;
            foreach (SttJob job in batch)
            {
                if (++job.Failures < 2)
                {
                    again = true;
                }
                else
                {
                    GiveUp(job, exception);
                }
            }

            return !again;
        }

        for (int i = 0; i < batch.Length; i++)
        {
            batch[i].Complete(batch[i].Failures >= 2 ? results[i] with { Fallback = true } : results[i], null);
        }

        return true;
    }

    private void GiveUp(SttJob job, Exception exception)
    {
        if (_fallback is not null && job.Kind != SttJobKind.Partial)
        {
            LogFallback(_engine.Info.Model, _fallback.Info.Model);
            _metrics.Fallback();
            _fallback.Submit(job);
            return;
        }

        job.Complete(null, exception as StreamException
            ?? new StreamException(StreamError.ModelFailed, $"Model '{_engine.Info.Model}' failed on an utterance.", inner: exception));
    }

    private void Fail(StreamException reason)
    {
        lock (_gate)
        {
            _dead = reason;
            _waiting.AddRange(_arrived);
            _arrived.Clear();
        }

        foreach (SttJob job in _waiting)
        {
            job.Complete(null, reason);
        }

        _waiting.Clear();
    }
}
