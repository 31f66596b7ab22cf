using System.Diagnostics.Metrics;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>What the language model does, for <c>/metrics</c>. Written by the engine's thread.</summary>
internal sealed class LmMetrics
{
    public const string MeterName = "StreamServer.Tts.Lm";

    private readonly Counter<long> _tokens;
    private readonly Counter<long> _promptTokens;
    private readonly Counter<long> _paddedRows;
    private readonly Counter<long> _cancelled;
    private readonly Counter<long> _freed;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _failed;
    private readonly Counter<long> _capped;
    private readonly Counter<long> _evicted;
    private readonly Histogram<double> _decode;
    private readonly Histogram<double> _prefill;
    private readonly Histogram<int> _batch;
    private readonly Histogram<double> _queue;
    private int _slotsUsed;
    private int _waiting;

    public LmMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        _tokens = meter.CreateCounter<long>("tts.lm.tokens", "{token}", "Audio tokens made");
        _promptTokens = meter.CreateCounter<long>("tts.lm.prompt_tokens", "{token}", "Prompt tokens run");
        _paddedRows = meter.CreateCounter<long>("tts.lm.padded_rows", "{row}", "Rows of decode steps that nobody read");
        _cancelled = meter.CreateCounter<long>("tts.lm.cancelled", "{request}", "Requests whose client went away");
        _freed = meter.CreateCounter<long>("tts.lm.slots_freed_on_cancel", "{slot}",
            "Slots freed in the round after their client went away");
        _refused = meter.CreateCounter<long>("tts.lm.refused", "{request}", "Requests refused because the queue was full");
        _failed = meter.CreateCounter<long>("tts.lm.failed", "{request}", "Requests that ended because a run failed");
        _capped = meter.CreateCounter<long>("tts.lm.capped", "{request}", "Answers that ended at the token limit and not by a stop token");
        _evicted = meter.CreateCounter<long>("tts.lm.slots_given_back", "{slot}",
            "Slots given back by requests whose client takes nothing");
        _decode = meter.CreateHistogram("tts.lm.decode.duration", "s", "Duration of one decode step",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5] });
        _prefill = meter.CreateHistogram("tts.lm.prefill.duration", "s", "Duration of one piece of a prompt",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1] });
        _batch = meter.CreateHistogram("tts.lm.batch", "{row}", "Rows of a decode step",
            advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64] });
        _queue = meter.CreateHistogram("tts.lm.queue.duration", "s", "From submission to a slot",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10] });
        meter.CreateObservableGauge("tts.lm.slots_used", () => Volatile.Read(ref _slotsUsed), "{slot}", "Slots in use");
        meter.CreateObservableGauge("tts.lm.waiting", () => Volatile.Read(ref _waiting), "{request}", "Requests that wait for a slot");
    }

    public void Admitted(TimeSpan waited) => _queue.Record(waited.TotalSeconds);

    public void Decoded(int rows, int batch, TimeSpan duration)
    {
        _tokens.Add(rows);
        _paddedRows.Add(batch - rows);
        _batch.Record(rows);
        _decode.Record(duration.TotalSeconds);
    }

    public void Prefilled(int tokens, TimeSpan duration)
    {
        _promptTokens.Add(tokens);
        _prefill.Record(duration.TotalSeconds);
    }

    public void Cancelled(bool heldSlot)
    {
        _cancelled.Add(1);
        _freed.Add(heldSlot ? 1 : 0);
    }

    public void Refused() => _refused.Add(1);

    public void Failed(int requests) => _failed.Add(requests);

    public void Capped() => _capped.Add(1);

    public void Evicted() => _evicted.Add(1);

    public void Round(int slotsUsed, int waiting)
    {
        Volatile.Write(ref _slotsUsed, slotsUsed);
        Volatile.Write(ref _waiting, waiting);
    }
}
