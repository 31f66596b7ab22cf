using System.Diagnostics.Metrics;
using StreamServer.Inference.Stt.Jobs;

namespace StreamServer.Inference.Stt.Load;

/// <summary>Callers and transcripts of speech to text, for <c>/metrics</c>. Thread-safe.</summary>
internal sealed class SttMetrics
{
    public const string MeterName = "StreamServer.Stt";

    private readonly UpDownCounter<int> _sessions;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _shed;
    private readonly Counter<double> _audio;
    private readonly Counter<long> _finals;
    private readonly Counter<long> _partials;
    private readonly Counter<long> _coalesced;
    private readonly Counter<long> _dropped;
    private readonly Counter<long> _fallbacks;
    private readonly Counter<long> _failed;
    private readonly Histogram<double> _latency;
    private readonly Histogram<int> _batch;
    private readonly Histogram<double> _padding;
    private readonly Histogram<double> _run;
    private readonly Histogram<double> _wait;
    private readonly Histogram<double> _vad;
    private readonly Histogram<int> _vadBatch;
    private Func<TimeSpan> _lag = () => TimeSpan.Zero;

    public SttMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        _sessions = meter.CreateUpDownCounter<int>("stt.sessions", "{session}", "Callers now, sockets and uploads");
        _refused = meter.CreateCounter<long>("stt.refused", "{session}", "Callers refused, by reason");
        _shed = meter.CreateCounter<long>("stt.shed", "{session}", "Open sessions closed because the server was over its capacity");
        _audio = meter.CreateCounter<double>("stt.audio", "s", "Audio heard, of each channel");
        _finals = meter.CreateCounter<long>("stt.finals", "{transcript}", "Finals told");
        _partials = meter.CreateCounter<long>("stt.partials", "{transcript}", "Partials made");
        _coalesced = meter.CreateCounter<long>("stt.partials.coalesced", "{transcript}",
            "Partials that a newer one replaced before they ran or were sent");
        _dropped = meter.CreateCounter<long>("stt.partials.dropped", "{transcript}",
            "Partials left out because they would have come too late");
        _fallbacks = meter.CreateCounter<long>("stt.fallbacks", "{job}", "Jobs that went to the fall-back model");
        _failed = meter.CreateCounter<long>("stt.failed", "{job}", "Finals that no model could do");
        _latency = meter.CreateHistogram("stt.endpoint.latency", "s", "From the arrival of the last sample of speech to its final",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [
            0.05, 0.1, 0.2, 0.25, 0.3, 0.35, 0.42, 0.5, 0.75, 1, 2, 5]
            });
        _batch = meter.CreateHistogram("stt.batch", "{job}", "Jobs of one model run",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32] });
        _padding = meter.CreateHistogram("stt.batch.padding", "1", "Share of a model run that was padding",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0, 0.05, 0.1, 0.15, 0.2, 0.25] });
        _run = meter.CreateHistogram("stt.encoder.duration", "s", "One model run, from features to tokens",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [
            0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.15, 0.3, 0.6, 1, 3]
            });
        _wait = meter.CreateHistogram("stt.job.wait", "s", "From the submission of a job to its run, by kind",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] });
        _vad = meter.CreateHistogram("stt.vad.duration", "s",
            "One round of voice activity over all streams; 0.032 is the limit of real time",
            advice: new InstrumentAdvice<double>
            {
                HistogramBucketBoundaries = [
            0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.032, 0.1]
            });
        _vadBatch = meter.CreateHistogram("stt.vad.batch", "{stream}", "Streams of one round of voice activity",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128] });
        meter.CreateObservableGauge("stt.lag", () => _lag().TotalSeconds, "s", "How far behind the audio the server is");
    }

    /// <summary>Where the gauge of the lag reads.</summary>
    public void WatchLag(Func<TimeSpan> lag) => _lag = lag;

    public void Entered() => _sessions.Add(1);

    public void Left() => _sessions.Add(-1);

    /// <param name="reason">One of a few words: it becomes a label.</param>
    public void Refused(string reason) => _refused.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Shed(int sessions) => _shed.Add(sessions);

    public void Heard(double seconds) => _audio.Add(seconds);

    /// <summary>A final is told.</summary>
    /// <param name="endpointMs">From the arrival of the last sample of speech; null when silence did not end it.</param>
    /// <param name="failed">No model could do it.</param>
    public void Final(double? endpointMs, bool failed)
    {
        _finals.Add(1);
        _failed.Add(failed ? 1 : 0);
        if (endpointMs is { } latency)
        {
            _latency.Record(latency / 1000);
        }
    }

    public void Partial() => _partials.Add(1);

    public void Coalesced() => _coalesced.Add(1);

    public void Dropped() => _dropped.Add(1);

    public void Fallback() => _fallbacks.Add(1);

    public void Waited(SttJobKind kind, TimeSpan wait) =>
        _wait.Record(wait.TotalSeconds, new KeyValuePair<string, object?>("kind", Name(kind)));

    /// <param name="jobs">Rows.</param>
    /// <param name="padding">Share of the samples that nobody said.</param>
    /// <param name="duration">Of the run.</param>
    public void Ran(int jobs, double padding, TimeSpan duration)
    {
        _batch.Record(jobs);
        _padding.Record(padding);
        _run.Record(duration.TotalSeconds);
    }

    public void Listened(int streams, TimeSpan duration)
    {
        _vadBatch.Record(streams);
        _vad.Record(duration.TotalSeconds);
    }

    private static string Name(SttJobKind kind) => kind switch
    {
        SttJobKind.Final => "final",
        SttJobKind.Speculative => "speculative",
        SttJobKind.Partial => "partial",
        _ => "recording",
    };
}
