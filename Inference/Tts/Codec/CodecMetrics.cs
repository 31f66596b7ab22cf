using System.Diagnostics.Metrics;

namespace StreamServer.Inference.Tts.Codec;

/// <summary>What the codec does, for <c>/metrics</c>. Written by the codec's thread.</summary>
internal sealed class CodecMetrics
{
    public const string MeterName = "StreamServer.Tts.Codec";

    private readonly Counter<long> _tokens;
    private readonly Counter<long> _failed;
    private readonly Histogram<int> _batch;
    private readonly Histogram<double> _duration;

    public CodecMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        _tokens = meter.CreateCounter<long>("tts.codec.tokens", "{token}", "Tokens decoded, context included");
        _failed = meter.CreateCounter<long>("tts.codec.failed", "{window}", "Windows lost because a run failed");
        _batch = meter.CreateHistogram("tts.codec.batch", "{window}", "Windows of one run",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16] });
        _duration = meter.CreateHistogram("tts.codec.duration", "s", "Duration of one run",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1] });
    }

    public void Decoded(int windows, int length, TimeSpan duration)
    {
        _tokens.Add((long)windows * length);
        _batch.Record(windows);
        _duration.Record(duration.TotalSeconds);
    }

    public void Failed(int windows) => _failed.Add(windows);
}
