using System.Diagnostics.Metrics;
using StreamServer.Inference.Runtime.Metrics;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>What the language model does, for <c>/metrics</c>. Written by the engine's thread.</summary>
internal sealed class LmMetrics
{
    public const string MeterName = "StreamServer.Tts.Lm";

    private static readonly KeyValuePair<string, object?> InPrefill = new("phase", "prefill");
    private static readonly KeyValuePair<string, object?> InDecode = new("phase", "decode");

    private readonly EngineMetrics _engines;
    private readonly TrafficMetrics _traffic;
    private readonly QueueDepth _depth;
    private readonly Counter<long> _tokens;
    private readonly Counter<long> _freed;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _capped;
    private readonly Counter<long> _evicted;
    private int _active;
    private int _waiting;
    private int _paused;
    private int _slotsUsed;
    private int _slots;

    public LmMetrics(IMeterFactory meters, EngineMetrics engines, TrafficMetrics traffic)
    {
        (_engines, _traffic, _depth) = (engines, traffic, new QueueDepth(engines, EngineQueue.Speech));
        Meter meter = meters.Create(MeterName);
        _tokens = meter.CreateCounter<long>("tts.tokens", "{token}",
            "Tokens that the language model took in (prefill) and made (decode)", [LabelValues.Closed("phase", "prefill", "decode")]);
        _freed = meter.CreateCounter<long>(
            "tts.lm.slots_freed_on_cancel", "{slot}", "Slots freed in the round after their client went away");
        _failed = meter.CreateCounter<long>("tts.lm.failed", "{request}", "Requests that ended because a run failed");
        _capped = meter.CreateCounter<long>("tts.lm.capped", "{request}", "Answers that ended at the token limit and not by a stop token");
        _evicted = meter.CreateCounter<long>(
            "tts.lm.slots_given_back", "{slot}", "Slots given back by requests whose client takes nothing");
        meter.CreateObservableGauge("tts.rows", Rows, "{row}",
            "Chunks of speech in the language model: making tokens, waiting for a slot, or paused while their client plays",
            [LabelValues.Closed("state", "active", "waiting", "paused")]);
        meter.CreateObservableGauge("tts.slots.used", () => Volatile.Read(ref _slotsUsed), "{slot}", "Slots in use");
        meter.CreateObservableGauge("tts.slots.capacity", () => Volatile.Read(ref _slots), "{slot}", "Slots of the language model");
    }

    public void Admitted(TimeSpan waited) => _engines.Waited(EngineQueue.Speech, waited);

    public void Decoded(int rows, int batch, TimeSpan duration)
    {
        _tokens.Add(rows, InDecode);
        _engines.Ran(EngineStep.LmDecode, duration, rows, 1 - ((double)rows / batch));
    }

    public void Prefilled(int tokens, TimeSpan duration)
    {
        _tokens.Add(tokens, InPrefill);
        _engines.Ran(EngineStep.LmPrefill, duration, 1, 0);
    }

    /// <summary>Its client went away, and it had a slot.</summary>
    public void Freed() => _freed.Add(1);

    public void Refused() => _traffic.Rejected("tts", Rejection.Queue);

    public void Failed(int requests) => _failed.Add(requests);

    public void Capped() => _capped.Add(1);

    public void Evicted() => _evicted.Add(1);

    public void HasSlots(int slots) => Volatile.Write(ref _slots, slots);

    /// <summary>How things stand after a round.</summary>
    public void Round(int slotsUsed, int active, int waiting, int paused)
    {
        _depth.Set(waiting);
        Volatile.Write(ref _slotsUsed, slotsUsed);
        Volatile.Write(ref _active, active);
        Volatile.Write(ref _waiting, waiting);
        Volatile.Write(ref _paused, paused);
    }

    private Measurement<int>[] Rows() =>
    [
        new(Volatile.Read(ref _active), new KeyValuePair<string, object?>("state", "active")),
        new(Volatile.Read(ref _waiting), new KeyValuePair<string, object?>("state", "waiting")),
        new(Volatile.Read(ref _paused), new KeyValuePair<string, object?>("state", "paused")),
    ];
}
