using StreamServer.Inference.Stt.Features;

namespace StreamServer.Inference.Stt.Sessions;

/// <summary>Remembers what a client said about when it captured its audio. Thread-safe.</summary>
internal sealed class CaptureClock
{
    private const int Remembered = 64;

    private readonly Lock _gate = new();

    // Guarded by the gate.
    private readonly Queue<(long Position, DateTimeOffset At)> _stamps = new();

    /// <summary>The sample at <paramref name="position"/> was captured at that time.</summary>
    public void Stamp(long position, DateTimeOffset at)
    {
        lock (_gate)
        {
            if (_stamps.Count == Remembered)
            {
                _stamps.Dequeue();
            }

            _stamps.Enqueue((position, at));
        }
    }

    /// <summary>When the sample at a position was captured, by the stamp before it; null when there is none.</summary>
    public DateTimeOffset? When(long position)
    {
        lock (_gate)
        {
            (long Position, DateTimeOffset At)? found = null;
            foreach ((long Position, DateTimeOffset At) stamp in _stamps)
            {
                found = stamp.Position <= position ? stamp : found;
            }

            return found is { } known
                ? known.At + TimeSpan.FromSeconds((double)(position - known.Position) / FbankSpec.SampleRate)
                : null;
        }
    }
}
