using System.Diagnostics.Metrics;

namespace StreamServer.Inference.Tts;

/// <summary>Responses of text to speech, for <c>/metrics</c>. Thread-safe.</summary>
internal sealed class TtsMetrics
{
    public const string MeterName = "StreamServer.Tts";

    private readonly UpDownCounter<int> _live;
    private readonly Counter<double> _audio;
    private readonly Counter<long> _underruns;
    private readonly Histogram<double> _firstAudio;
    private readonly Histogram<double> _realTimeFactor;

    public TtsMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        _live = meter.CreateUpDownCounter<int>("tts.responses", "{response}", "Responses that are being made");
        _audio = meter.CreateCounter<double>("tts.audio", "s", "Audio made");
        _underruns = meter.CreateCounter<long>("tts.underruns", "{response}",
            "Streamed responses whose client had to wait for us while playing");
        _firstAudio = meter.CreateHistogram("tts.first_audio.duration", "s", "From the request to the first audio",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5, 10] });
        _realTimeFactor = meter.CreateHistogram(
            "tts.real_time_factor", "1", "Time taken over audio made",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2] });
    }

    public void Start() => _live.Add(1);

    public void FirstAudio(TimeSpan since) => _firstAudio.Record(since.TotalSeconds);

    public void Stop(TimeSpan duration, double audioSeconds, bool hadUnderrun)
    {
        _live.Add(-1);
        if (audioSeconds > 0)
        {
            _audio.Add(audioSeconds);
            _realTimeFactor.Record(duration.TotalSeconds / audioSeconds);
            _underruns.Add(hadUnderrun ? 1 : 0);
        }
    }
}
