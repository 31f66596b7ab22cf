using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Runtime.Metrics;
using StreamServer.Inference.Stt.Admission;
using StreamServer.Inference.Stt.Correction;
using StreamServer.Inference.Stt.Engine;
using StreamServer.Inference.Stt.Load;
using StreamServer.Inference.Stt.Models;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Vad;
using StreamServer.Models.Manifest;

namespace StreamServer.Inference.Stt;

/// <summary>
/// The hearing half of the server: loads the models, opens sessions, and refuses those that it has no room for. Thread-safe
/// after <see cref="Load"/>.
/// </summary>
internal sealed class SpeechToText(
    SttOptions options,
    ModelManifest manifest,
    OnnxSessions sessions,
    Readiness readiness,
    Revival revival,
    SttMetrics metrics,
    TimeProvider time,
    ILogger<SpeechToText> log) : IModelPart, IDisposable
{
    private static readonly TimeSpan RetryAfterBusy = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, SttEngine> _engines = new(StringComparer.OrdinalIgnoreCase);
    private readonly ShedLimits _limits = new() { High = TimeSpan.FromMilliseconds(options.MaxLagMs) };
    private readonly Lock _gate = new();
    private VadEngine? _vad;
    private readonly CallerPlaces _places = new(options.MaxSessions, options.MaxSessionsOfOne);

    // Guarded by the gate.
    private ShedState _shed;

    public string Name => "stt";

    /// <summary>What models run on.</summary>
    public string Device => sessions.Device.ToString().ToLowerInvariant();

    /// <summary>The server's own words for <c>correct=true</c>.</summary>
    public Vocabulary Vocabulary { get; private set; } = new([]);

    /// <summary>Longest recording that is heard to its end.</summary>
    public TimeSpan MaxRecording => TimeSpan.FromSeconds(options.MaxRecordingSeconds);

    /// <summary>How far behind the busiest part is: voice activity, or the finals of a engine.</summary>
    public TimeSpan Lag => _engines.Values.Select(engine => engine.Lag).Append(_vad?.Lag ?? TimeSpan.Zero).Max();

    /// <summary>Of callers.</summary>
    public CallerPlaces Places => _places;

    /// <summary>Models that sessions may ask for.</summary>
    public IEnumerable<SttModelInfo> Models => _engines.Values.Select(engine => engine.Info);

    public string Load(CancellationToken cancellation)
    {
        Dispose();
        try
        {
            metrics.Watch(() => Lag, () => _places.Most);
            Vocabulary = ReadVocabulary();
            SttEngine? fallback = options.FallbackModel.Length > 0 ? Open(options.FallbackModel, null) : null;
            SttEngine engine = Open(options.Model, fallback);
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

            _vad = new VadEngine(model, time, metrics, log, cause => revival.Died(this, "vad-engine", cause));
            _vad.Start();
            return $"speech to text: {engine.Info.Model} with {vad.Name}, up to {options.MaxSessions} sessions";
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Takes one of the places for callers.</summary>
    /// <param name="caller">Who: nobody takes them all.</param>
    /// <exception cref="StreamException">As <see cref="ThrowIfRefusing"/>.</exception>
    public SttLease Enter(string caller)
    {
        ThrowIfRefusing(caller);
        if (_places.Enter(caller) is not PlaceAnswer.Taken and var answer)
        {
            throw Refuse(answer);
        }

        metrics.Entered();
        return new SttLease(() =>
        {
            _places.Leave(caller);
            metrics.Left();
        });
    }

    /// <summary>For those who bring much before they take a place.</summary>
    /// <param name="caller">Who.</param>
    /// <exception cref="StreamException">
    /// <see cref="StreamError.ServerBusy"/>, <see cref="StreamError.ServerStopping"/>, <see cref="StreamError.ServerNotReady"/>, or
    /// <see cref="StreamError.ClientLimit"/> when this caller has his share.
    /// </exception>
    public void ThrowIfRefusing(string caller)
    {
        try
        {
            readiness.ThrowUnlessReady(Name, "Speech to text");
        }
        catch (StreamException exception)
        {
            metrics.Refused(exception.Error == StreamError.ServerStopping ? Rejection.Stopping : Rejection.NotReady);
            throw;
        }

        TimeSpan lag = Lag;
        if (lag > _limits.High || IsOver)
        {
            metrics.Refused(Rejection.Lag);
            throw Busy($"Speech to text was over {options.MaxLagMs} ms behind; nobody is let in before it has caught up.");
        }

        if (_places.Ask(caller) is not PlaceAnswer.Taken and var answer)
        {
            throw Refuse(answer);
        }
    }

    /// <summary>A session is over, whatever it was.</summary>
    public void Ended(SttOutcome outcome) => metrics.Ended(outcome);

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
        info = _engines.TryGetValue(name.Length == 0 ? options.Model : name, out SttEngine? engine) ? engine.Info : null;
        return info is not null;
    }

    /// <summary>Name in the manifest of the model that a session would have.</summary>
    public string NameOf(SttSessionSettings settings) => TryFind(settings.Model, out SttModelInfo? info) ? info.Model : settings.Model;

    /// <summary>A new session; its caller holds a lease.</summary>
    /// <param name="settings">Validated; the model is one that <see cref="TryFind"/> knows.</param>
    /// <param name="outbox">Receives its events.</param>
    /// <param name="recording">Nobody listens while it is spoken: live callers go first.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ServerNotReady"/>: a model's thread has died since.</exception>
    public SttSession Open(SttSessionSettings settings, SttOutbox outbox, bool recording = false)
    {
        string name = settings.Model.Length == 0 ? options.Model : settings.Model;
        if (!_engines.TryGetValue(name, out SttEngine? engine) || _vad is not { } vad)
        {
            throw new StreamException(StreamError.ServerNotReady, "Speech to text is loading its models anew.")
            {
                RetryAfter = RetryAfterBusy,
            };
        }

        return new SttSession(new SttContext(engine, vad, time, metrics, settings, outbox) { IsRecording = recording });
    }

    public void Dispose()
    {
        foreach (SttEngine engine in _engines.Values)
        {
            engine.Dispose();
        }

        _engines.Clear();
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

    private StreamException Refuse(PlaceAnswer answer)
    {
        metrics.Refused(answer == PlaceAnswer.Full ? Rejection.Capacity : Rejection.Share);
        return answer == PlaceAnswer.Full
            ? Busy($"All {_places.Most} speech to text sessions are taken.")
            : new StreamException(StreamError.ClientLimit,
                $"You have all {_places.MostOfOne} speech to text sessions that one caller may have.")
            {
                RetryAfter = RetryAfterBusy,
            };
    }

    private static StreamException Busy(string detail) => new(StreamError.ServerBusy, detail) { RetryAfter = RetryAfterBusy };

    private SttEngine Open(string name, SttEngine? fallback)
    {
        ModelEntry entry = manifest.Get(ModelRole.Stt, name);
        if (_engines.TryGetValue(entry.Name, out SttEngine? engine))
        {
            return engine;
        }

        ModelManifest.ThrowIfCorrupt(entry);
        ISttModel model = SttModels.Create(entry, sessions, options.Threads > 0 ? options.Threads : Math.Max(1, sessions.Threads / 2));
        try
        {
            SttEngine.WarmUp(model);
        }
        catch
        {
            model.Dispose();
            throw;
        }

        engine = new SttEngine(model, fallback, options, time, metrics, log, cause => revival.Died(this, "stt-engine", cause));
        _engines[entry.Name] = engine;
        engine.Start();
        return engine;
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
}
