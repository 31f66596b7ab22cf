using System.Diagnostics.Metrics;
using StreamServer.Inference.Runtime.Metrics;
using StreamServer.Inference.Tts.Stages;

namespace StreamServer.Inference.Tts;

/// <summary>Responses of text to speech, for <c>/metrics</c>. Thread-safe.</summary>
internal sealed class TtsMetrics
{
    public const string MeterName = "StreamServer.Tts";

    private const string Half = "tts";

    private static readonly string[] Outcomes = ["ok", "cancelled", "refused", "failed"];
    private static readonly string[] Cancellations = ["client_gone", "client_slow", "key_ended", "cleared", "stopping"];

    private readonly TrafficMetrics _traffic;
    private readonly RecentWork _recent;
    private readonly UpDownCounter<int> _active;
    private readonly Counter<long> _responses;
    private readonly Counter<long> _cancelled;
    private readonly Counter<long> _underruns;
    private readonly Histogram<double> _firstAudio;
    private readonly Histogram<double> _realTimeFactor;
    private readonly Histogram<double> _stage;

    public TtsMetrics(IMeterFactory meters, TrafficMetrics traffic, RecentWork recent)
    {
        (_traffic, _recent) = (traffic, recent);
        Meter meter = meters.Create(MeterName);
        _active = meter.CreateUpDownCounter<int>("tts.responses.active", "{response}", "Responses that are being made");
        _responses = meter.CreateCounter<long>("tts.responses", "{response}", "Responses that have ended, by outcome",
            [LabelValues.Closed("outcome", Outcomes)]);
        _cancelled = meter.CreateCounter<long>("tts.cancelled", "{response}", "Responses that were not spoken to their end, by reason",
            [LabelValues.Closed("reason", Cancellations)]);
        _underruns = meter.CreateCounter<long>("tts.underruns", "{response}",
            "Streamed responses whose client had to wait for us while playing");
        _firstAudio = meter.CreateHistogram(
            "tts.first_audio", "s", "From the request to the first audio", null, Buckets.FirstAudio);
        _realTimeFactor = meter.CreateHistogram("tts.rtf", "1", "Time taken over audio made", null, Buckets.RealTimeFactor);
        _stage = meter.CreateHistogram("tts.stage", "s", "Stages of a response up to its first audio, and its encoding, by stage",
            [LabelValues.Closed("stage", SpeechStages.Names)], Buckets.FirstAudio);
    }

    public void Start() => _active.Add(1);

    /// <param name="model">Language model.</param>
    /// <param name="since">The request.</param>
    public void FirstAudio(string model, TimeSpan since)
    {
        _firstAudio.Record(since.TotalSeconds);
        _recent.Answered(Half, model, since);
    }

    public void Rejected(StreamException refusal) => _traffic.Rejected(Half, refusal);

    public void Rejected(Rejection reason) => _traffic.Rejected(Half, reason);

    /// <summary>A response has ended.</summary>
    /// <param name="model">Language model.</param>
    /// <param name="duration">Of its making.</param>
    /// <param name="audioSeconds">Audio made.</param>
    /// <param name="hadUnderrun">A client that plays had to wait.</param>
    /// <param name="end">How it ended.</param>
    /// <param name="stages">Its times.</param>
    public void Stop(string model, TimeSpan duration, double audioSeconds, bool hadUnderrun, SpeechEnd end, SpeechStages stages)
    {
        _active.Add(-1);
        _responses.Add(1, new KeyValuePair<string, object?>(
            "outcome", end switch
            {
                SpeechEnd.Whole => "ok",
                SpeechEnd.Refused => "refused",
                SpeechEnd.Failed => "failed",
                _ => "cancelled",
            }));
        if (end == SpeechEnd.Failed)
        {
            _recent.Failed(Half, model);
        }

        if (end < SpeechEnd.Whole)
        {
            _cancelled.Add(1, new KeyValuePair<string, object?>("reason", Cancellations[(int)end]));
        }

        foreach ((string name, TimeSpan took) in stages.Durations)
        {
            _stage.Record(took.TotalSeconds, new KeyValuePair<string, object?>("stage", name));
        }

        if (audioSeconds > 0)
        {
            _traffic.Made(audioSeconds);
            _realTimeFactor.Record(duration.TotalSeconds / audioSeconds);
            _underruns.Add(hadUnderrun ? 1 : 0);
        }
    }
}
