using System.Diagnostics.Metrics;
using StreamServer.Inference.Runtime.Metrics;

namespace StreamServer.Inference.Tts.Codec;

/// <summary>What the codec does, for <c>/metrics</c>. Written by the codec's thread.</summary>
internal sealed class CodecMetrics
{
    public const string MeterName = "StreamServer.Tts.Codec";

    private readonly EngineMetrics _engines;
    private readonly QueueDepth _depth;
    private readonly Counter<long> _tokens;
    private readonly Counter<long> _failed;

    public CodecMetrics(IMeterFactory meters, EngineMetrics engines)
    {
        (_engines, _depth) = (engines, new QueueDepth(engines, EngineQueue.Codec));
        Meter meter = meters.Create(MeterName);
        _tokens = meter.CreateCounter<long>("tts.codec.tokens", "{token}", "Tokens decoded, context included");
        _failed = meter.CreateCounter<long>("tts.codec.failed", "{window}", "Windows lost because a run failed");
    }

    /// <param name="windows">That somebody waits for.</param>
    /// <param name="rows">Of the run.</param>
    /// <param name="length">Tokens of each.</param>
    /// <param name="duration">Of the run.</param>
    public void Decoded(int windows, int rows, int length, TimeSpan duration)
    {
        _tokens.Add((long)windows * length);
        _engines.Ran(EngineStep.Codec, duration, windows, 1 - ((double)windows / rows));
    }

    public void Failed(int windows) => _failed.Add(windows);

    public void Waited(TimeSpan wait) => _engines.Waited(EngineQueue.Codec, wait);

    public void Queued(int waiting) => _depth.Set(waiting);
}
