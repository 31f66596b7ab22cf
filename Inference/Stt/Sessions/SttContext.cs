using StreamServer.Inference.Stt.Engine;
using StreamServer.Inference.Stt.Load;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Vad;

namespace StreamServer.Inference.Stt.Sessions;

/// <summary>What the streams of one session share.</summary>
internal sealed class SttContext(
    SttEngine engine, VadEngine vad, TimeProvider time, SttMetrics metrics, SttSessionSettings settings, SttOutbox outbox)
{
    private int _utterances;
    private int _droppedPartials;
    private int _finals;
    private double _latencySum;

    public SttEngine Engine => engine;

    public VadEngine Vad => vad;

    public TimeProvider Time => time;

    public SttMetrics Metrics => metrics;

    public SttOutbox Outbox => outbox;

    /// <summary>Nobody listens while it is spoken; live callers go first.</summary>
    public bool IsRecording { get; init; }

    /// <summary>Audio comes faster than it was spoken: its client waits by its own choice, so it yields like a recording.</summary>
    public bool IsAhead { get; set; }

    /// <summary>Live callers go first, and what it waits is not the server's lag.</summary>
    public bool Yields => IsRecording || IsAhead;

    public ArrivalClock Arrivals { get; } = new();

    public CaptureClock Captures { get; } = new();
    public SpokenClock Spoken { get; } = new(time);

    /// <summary>What holds now; replaced by the session's own loop only.</summary>
    public SttSessionSettings Settings { get; set; } = settings;

    public int DroppedPartials => Volatile.Read(ref _droppedPartials);

    public int Finals => Volatile.Read(ref _finals);

    public double MeanLatencyMs => _finals == 0 ? 0 : Volatile.Read(ref _latencySum) / _finals;

    /// <summary>Number of the next utterance, from 0, over all channels.</summary>
    public int NextUtterance() => Interlocked.Increment(ref _utterances) - 1;

    public void CountDroppedPartial() => Interlocked.Increment(ref _droppedPartials);

    /// <summary>A final with text was told. One caller at a time.</summary>
    public void CountFinal(double latencyMs)
    {
        Interlocked.Increment(ref _finals);
        Volatile.Write(ref _latencySum, _latencySum + latencyMs);
    }
}
