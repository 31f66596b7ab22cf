using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Stt.Admission;
using StreamServer.Inference.Stt.Correction;
using StreamServer.Inference.Stt.Engine;
using StreamServer.Inference.Stt.Features;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Load;
using StreamServer.Inference.Stt.Meetings;
using StreamServer.Inference.Stt.Models;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Transcripts;
using StreamServer.Inference.Stt.Vad;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Stt;

/// <summary>
/// The hearing half of the server: loads the models, opens sessions, and refuses those that it has no room for. Thread-safe
/// after <see cref="Load"/>.
/// </summary>
internal sealed partial class SpeechToText(
    SttOptions options,
    ModelManifest manifest,
    OnnxSessions sessions,
    Readiness readiness,
    SttMetrics metrics,
    TimeProvider time,
    ILogger<SpeechToText> log) : IModelPart, IDisposable
{
    private static readonly TimeSpan RetryAfterBusy = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, SttEngine> _workers = new(StringComparer.OrdinalIgnoreCase);
    private readonly ShedLimits _limits = new() { High = TimeSpan.FromMilliseconds(options.MaxLagMs) };
    private readonly Lock _gate = new();
    private VadEngine? _vad;
    private int _live;

    // Guarded by the gate.
    private ShedState _shed;

    public string Name => "stt";

    /// <summary>What models run on.</summary>
    public string Device => sessions.Device.ToString().ToLowerInvariant();

    /// <summary>The server's own words for <c>correct=true</c>.</summary>
    public Vocabulary Vocabulary { get; private set; } = new([]);

    /// <summary>Longest recording that is heard to its end.</summary>
    public TimeSpan MaxRecording => TimeSpan.FromSeconds(options.MaxRecordingSeconds);

    /// <summary>Callers now.</summary>
    public int Live => Volatile.Read(ref _live);

    /// <summary>How far behind the busiest part is: voice activity, or the finals of a worker.</summary>
    public TimeSpan Lag => _workers.Values.Select(worker => worker.Lag).Append(_vad?.Lag ?? TimeSpan.Zero).Max();

    /// <summary>Models that sessions may ask for.</summary>
    public IEnumerable<SttModelInfo> Models => _workers.Values.Select(worker => worker.Info);

    public string Load(CancellationToken cancellation)
    {
        try
        {
            Vocabulary = ReadVocabulary();
            SttEngine? fallback = options.FallbackModel.Length > 0 ? Open(options.FallbackModel, null) : null;
            SttEngine worker = Open(options.Model, fallback);
            foreach (string name in options.ExtraModels.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                cancellation.ThrowIfCancellationRequested();
                Open(name, fallback);
            }

            ModelEntry vad = manifest.Get(ModelRole.Vad, options.VadModel);
            ModelManifest.ThrowIfCorrupt(vad);
            SileroVad model = new(vad, sessions);
            try
            {
                model.Run([new VadState()], [new float[SileroVad.Window]], new float[1]);
            }
            catch
            {
                model.Dispose();
                throw;
            }

            _vad = new VadEngine(model, time, metrics, Died);
            metrics.WatchLag(() => Lag);
            return $"speech to text: {worker.Info.Model} with {vad.Name}, up to {options.MaxSessions} sessions";
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Takes one of the places for callers.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.ServerBusy"/>, <see cref="StreamError.ServerStopping"/> or <see cref="StreamError.ServerNotReady"/>.</exception>
    public SttLease Enter()
    {
        if (readiness.IsStopping)
        {
            metrics.Refused("stopping");
            throw new StreamException(StreamError.ServerStopping, "The server is stopping.");
        }

        if (readiness.Reasons.TryGetValue(Name, out string? reason))
        {
            metrics.Refused("not_ready");
            throw new StreamException(StreamError.ServerNotReady, $"Speech to text is not ready: {reason}.") { RetryAfter = RetryAfterBusy };
        }

        TimeSpan lag = Lag;
        if (lag > _limits.High || IsOver)
        {
            metrics.Refused("lag");
            throw Busy($"Speech to text was over {options.MaxLagMs} ms behind; nobody is let in before it has caught up.");
        }

        if (Interlocked.Increment(ref _live) > options.MaxSessions)
        {
            Interlocked.Decrement(ref _live);
            metrics.Refused("sessions");
            throw Busy($"All {options.MaxSessions} speech to text sessions are taken.");
        }

        metrics.Entered();
        return new SttLease(() =>
        {
            Interlocked.Decrement(ref _live);
            metrics.Left();
        });
    }

    /// <summary>Measures the lag against the limit. To be called a few times a second, by one caller.</summary>
    /// <param name="callers">Sessions that could go.</param>
    /// <returns>Sessions that must go now.</returns>
    public int Measure(int callers)
    {
        lock (_gate)
        {
            _shed = ShedPolicy.Next(_shed, time.GetElapsedTime(0), Lag, callers, _limits);
            return _shed.Shed;
        }
    }

    /// <summary>Whether a session may ask for that model; the empty name is the default.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out SttModelInfo? info)
    {
        info = _workers.TryGetValue(name.Length == 0 ? options.Model : name, out SttEngine? worker) ? worker.Info : null;
        return info is not null;
    }

    /// <summary>A new session; its caller holds a lease.</summary>
    /// <param name="settings">Validated; the model is one that <see cref="TryFind"/> knows.</param>
    /// <param name="outbox">Receives its events.</param>
    /// <param name="seat">Place in a meeting, if any.</param>
    /// <param name="recording">Nobody listens while it is spoken: live callers go first.</param>
    public SttSession Open(SttSessionSettings settings, SttOutbox outbox, MeetingSeat? seat = null, bool recording = false)
    {
        SttEngine worker = _workers[settings.Model.Length == 0 ? options.Model : settings.Model];
        return new SttSession(new SttContext(worker, _vad!, time, metrics, settings, outbox) { Seat = seat, IsRecording = recording });
    }

    public void Dispose()
    {
        foreach (SttEngine worker in _workers.Values)
        {
            worker.Dispose();
        }

        _workers.Clear();
        _vad?.Dispose();
        _vad = null;
    }

    private bool IsOver
    {
        get
        {
            lock (_gate)
            {
                return _shed.IsOver;
            }
        }
    }

    private static StreamException Busy(string detail) => new(StreamError.ServerBusy, detail) { RetryAfter = RetryAfterBusy };

    private SttEngine Open(string name, SttEngine? fallback)
    {
        ModelEntry model = manifest.Get(ModelRole.Stt, name);
        if (_workers.TryGetValue(model.Name, out SttEngine? worker))
        {
            return worker;
        }

        ModelManifest.ThrowIfCorrupt(model);
        ISttModel engine = SttModels.Create(model, sessions, options.Threads > 0 ? options.Threads : Math.Max(1, sessions.Threads / 2));
        try
        {
            WarmUp(engine);
        }
        catch
        {
            engine.Dispose();
            throw;
        }

        worker = new SttEngine(engine, fallback, options, time, metrics, log, Died);
        _workers[model.Name] = worker;
        return worker;
    }

    private Vocabulary ReadVocabulary()
    {
        try
        {
            return new Vocabulary(options.Vocabulary.Length > 0 ? File.ReadLines(options.Vocabulary) : []);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new StreamException(StreamError.ServerNotReady, $"STT_VOCABULARY: {exception.Message}", inner: exception);
        }
    }

    /// <summary>One second of faint noise: every kernel runs once before the first caller waits for it.</summary>
    private static void WarmUp(ISttModel engine)
    {
        Random random = new(1);
        float[] noise = [.. Enumerable.Range(0, FbankSpec.SampleRate).Select(_ => 0.01f * (random.NextSingle() - 0.5f))];
        SttJob job = new(new SttUtterance(0), SttJobKind.Final, noise, SttJobOptions.Default, _ => { });
        engine.Transcribe([job], new SttTranscript[1]);
    }

    private void Died(Exception exception)
    {
        LogDied(exception);
        readiness.Block(Name, "a speech to text thread has died; the log has the cause");
    }

    [LoggerMessage(5050, LogLevel.Critical, "A speech to text thread has died", EventName = "SttThreadDied")]
    private partial void LogDied(Exception exception);
}
