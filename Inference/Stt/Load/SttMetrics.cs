using System.Diagnostics.Metrics;
using StreamServer.Inference.Runtime.Metrics;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Inference.Stt.Load;

/// <summary>Callers and transcripts of speech to text, for <c>/metrics</c>. Thread-safe.</summary>
internal sealed class SttMetrics
{
    public const string MeterName = "StreamServer.Stt";

    private const string Half = "stt";
    private const string Coalesced = "coalesced";
    private const string Stale = "stale";

    private static readonly KeyValuePair<string, object?> Ok = new("outcome", "ok");

    private readonly EngineMetrics _engines;
    private readonly TrafficMetrics _traffic;
    private readonly RecentWork _recent;
    private readonly UpDownCounter<int> _active;
    private readonly Counter<long> _sessions;
    private readonly Counter<long> _shed;
    private readonly Counter<long> _finals;
    private readonly Counter<long> _partials;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _fallbacks;
    private readonly Histogram<double> _firstPartial;
    private readonly Histogram<double> _finalLatency;
    private readonly Histogram<double> _lag;
    private readonly Histogram<double> _client;
    private Func<TimeSpan> _behind = () => TimeSpan.Zero;
    private Func<long> _capacity = () => 0;

    public SttMetrics(IMeterFactory meters, EngineMetrics engines, TrafficMetrics traffic, RecentWork recent)
    {
        (_engines, _traffic, _recent) = (engines, traffic, recent);
        Meter meter = meters.Create(MeterName);
        _active = meter.CreateUpDownCounter<int>("stt.sessions.active", "{session}", "Callers now, sockets and uploads");
        meter.CreateObservableGauge("stt.sessions.capacity", () => _capacity(), "{session}", "Callers that there is room for");
        _sessions = meter.CreateCounter<long>("stt.sessions", "{session}", "Sockets and uploads that have ended, by outcome",
            [LabelValues.Closed("outcome", SttOutcomes.Names)]);
        _shed = meter.CreateCounter<long>(
            "stt.sessions.shed", "{session}", "Open sessions closed because the server was over its capacity");
        _finals = meter.CreateCounter<long>("stt.finals", "{transcript}", "Finals told, by outcome",
            [LabelValues.Closed("outcome", "ok", "failed")]);
        _partials = meter.CreateCounter<long>("stt.partials", "{transcript}", "Partials made");
        _dropped = meter.CreateCounter<long>("jobs.dropped", "{job}",
            "Partials that did not run or were not sent, by kind and reason: a newer one says more, or it came too late",
            [LabelValues.Closed("kind", "partial", "speculative"), LabelValues.Closed("reason", Coalesced, Stale)]);
        _fallbacks = meter.CreateCounter<long>("stt.fallbacks", "{job}", "Jobs that went to the fall-back model");
        _firstPartial = meter.CreateHistogram("stt.first_partial", "s",
            "From the arrival of an utterance's first sample to its first partial", null, Buckets.Transcript);
        _finalLatency = meter.CreateHistogram("stt.final_latency", "s",
            "From the arrival of the last sample of speech to its final, endpointing included", null, Buckets.Transcript);
        _lag = meter.CreateHistogram("stt.lag", "s",
            "From the arrival of a message of live audio until it was looked at", null, Buckets.Lag);
        _client = meter.CreateHistogram("stt.client_latency", "s",
            "Of finals of clients who stamp their audio: capture, network and processing",
            [LabelValues.Closed("part", "capture", "network", "processing")], Buckets.Transcript);
        meter.CreateObservableGauge("stt.behind", () => _behind().TotalSeconds, "s", "How far behind the audio the server is now");
    }

    public EngineMetrics Engines => _engines;

    /// <summary>Where the gauges read.</summary>
    /// <param name="behind">How far behind the server is.</param>
    /// <param name="capacity">Places for callers.</param>
    public void Watch(Func<TimeSpan> behind, Func<long> capacity) => (_behind, _capacity) = (behind, capacity);

    public void Entered() => _active.Add(1);

    public void Left() => _active.Add(-1);

    public void Ended(SttOutcome outcome) =>
        _sessions.Add(1, new KeyValuePair<string, object?>("outcome", SttOutcomes.Names[(int)outcome]));

    public void Refused(Rejection reason) => _traffic.Rejected(Half, reason);

    public void Shed(int sessions) => _shed.Add(sessions);

    public void Heard(double seconds) => _traffic.Heard(seconds);

    /// <summary>Live audio was looked at so long after it came.</summary>
    public void Looked(TimeSpan lag) => _lag.Record(lag.TotalSeconds);

    /// <summary>A final of a live caller is told.</summary>
    /// <param name="model">That made it.</param>
    /// <param name="ms">From the arrival of the last sample of speech.</param>
    /// <param name="bySilence">Silence ended the utterance, and no command or limit.</param>
    public void Final(string model, double ms, bool bySilence)
    {
        _finals.Add(1, Ok);
        _recent.Answered(Half, model, TimeSpan.FromMilliseconds(ms));
        if (bySilence)
        {
            _finalLatency.Record(ms / 1000);
        }
    }

    /// <summary>Where the time of a final went, for a client who says when he captured its audio.</summary>
    public void Split(LatencySplit split)
    {
        _client.Record(split.CaptureMs / 1000, new KeyValuePair<string, object?>("part", "capture"));
        _client.Record(Math.Max(0, split.NetworkMs) / 1000, new KeyValuePair<string, object?>("part", "network"));
        _client.Record(split.ProcessingMs / 1000, new KeyValuePair<string, object?>("part", "processing"));
    }

    /// <summary>A final of a recording is told: nobody waits for it alone.</summary>
    public void RecordingFinal() => _finals.Add(1, Ok);

    /// <summary>No model could do a final.</summary>
    public void FailedFinal(string model)
    {
        _finals.Add(1, new KeyValuePair<string, object?>("outcome", "failed"));
        _recent.Failed(Half, model);
    }

    /// <param name="firstMs">From the arrival of the utterance's first sample; null for what is not the first.</param>
    public void Partial(double? firstMs)
    {
        _partials.Add(1);
        if (firstMs is { } latency)
        {
            _firstPartial.Record(latency / 1000);
        }
    }

    /// <summary>A newer one says more.</summary>
    public void Coalesce(SttJobKind kind) => Drop(kind, Coalesced);

    /// <summary>It would have come too late.</summary>
    public void DropStale(SttJobKind kind) => Drop(kind, Stale);

    public void Fallback() => _fallbacks.Add(1);

    public void Waited(SttJobKind kind, TimeSpan wait) => _engines.Waited(QueueOf(kind), wait);

    public static EngineQueue QueueOf(SttJobKind kind) => kind switch
    {
        SttJobKind.Final => EngineQueue.Final,
        SttJobKind.Speculative => EngineQueue.Speculative,
        SttJobKind.Partial => EngineQueue.Partial,
        _ => EngineQueue.Recording,
    };

    private void Drop(SttJobKind kind, string reason) => _dropped.Add(
        1,
        new KeyValuePair<string, object?>("kind", kind == SttJobKind.Speculative ? "speculative" : "partial"),
        new KeyValuePair<string, object?>("reason", reason));
}
