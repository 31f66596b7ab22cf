using StreamServer.Inference.Stt.Features;

namespace StreamServer.Inference.Stt.Sessions;

/// <summary>
/// When audio was spoken, by the wall's clock: a message belongs behind the one before it, unless it comes so much later that the
/// client must have sent nothing in between (microphones that are open only while somebody speaks). Positions in samples. Thread-safe.
/// </summary>
/// <param name="time">Clock.</param>
internal sealed class SpokenClock(TimeProvider time)
{
    /// <summary>A network's hiccup is shorter.</summary>
    private static readonly TimeSpan Hiccup = TimeSpan.FromMilliseconds(400);

    /// <summary>Jumps that are remembered: an utterance is placed soon after it was spoken.</summary>
    private const int Remembered = 64;

    private readonly Lock _gate = new();

    // Guarded by the gate: from that position on, audio goes on from that timestamp.
    private readonly Queue<(long Position, long Timestamp)> _jumps = new();
    private (long Position, long Timestamp)? _last;

    /// <summary>Audio from position <paramref name="start"/> on arrived at <paramref name="timestamp"/>.</summary>
    public void Record(long start, long timestamp)
    {
        lock (_gate)
        {
            if (_last is { } last && time.GetElapsedTime(After(last, start), timestamp) < Hiccup)
            {
                return;
            }

            _jumps.Enqueue((start, timestamp));
            _last = (start, timestamp);
            if (_jumps.Count > Remembered)
            {
                _jumps.Dequeue();
            }
        }
    }

    /// <summary>Timestamp of a position; null before any audio.</summary>
    public long? When(long position)
    {
        lock (_gate)
        {
            (long, long)? found = null;
            foreach ((long Position, long Timestamp) jump in _jumps)
            {
                found = found is null || jump.Position <= position ? jump : found;
            }

            return found is { } at ? After(at, position) : null;
        }
    }

    private long After((long Position, long Timestamp) jump, long position) =>
        jump.Timestamp + ((position - jump.Position) * time.TimestampFrequency / FbankSpec.SampleRate);
}
