namespace StreamServer.Inference.Stt.Sessions;

/// <summary>Remembers when recent audio arrived, so that latency is told from the sample that caused a message. Thread-safe.</summary>
internal sealed class ArrivalClock
{
    private const int Remembered = 512;

    private readonly Lock _gate = new();
    private readonly (long End, long Timestamp)[] _arrivals = new (long, long)[Remembered];
    private long _count;

    /// <summary>Audio up to position <paramref name="end"/> arrived at <paramref name="timestamp"/>.</summary>
    public void Record(long end, long timestamp)
    {
        lock (_gate)
        {
            _arrivals[_count++ % Remembered] = (end, timestamp);
        }
    }

    /// <summary>
    /// Timestamp at which the sample before <paramref name="position"/> arrived; the oldest known one when that is forgotten; null
    /// before any.
    /// </summary>
    public long? When(long position) => Message(position)?.Timestamp;

    /// <summary>The message that brought the sample before <paramref name="position"/>: its end, and when it arrived.</summary>
    public (long End, long Timestamp)? Message(long position)
    {
        lock (_gate)
        {
            long oldest = Math.Max(0, _count - Remembered);
            long found = _count - 1;
            while (found > oldest && _arrivals[(found - 1) % Remembered].End >= position)
            {
                found--;
            }

            if (found < 0)
            {
                return null;
            }

            // A long message was taken in pieces.
            (long end, long timestamp) = _arrivals[found % Remembered];
            while (found + 1 < _count && _arrivals[(found + 1) % Remembered].Timestamp == timestamp)
            {
                end = _arrivals[++found % Remembered].End;
            }

            return (end, timestamp);
        }
    }
}
