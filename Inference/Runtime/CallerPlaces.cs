namespace StreamServer.Inference.Runtime;

/// <summary>
/// Places that callers share: so many in all, of one caller at most three quarters, so that nobody takes them all. What a place
/// costs is up to the owner of the places: one, or bytes. Thread-safe.
/// </summary>
/// <param name="most">Places in all.</param>
/// <param name="mostOfOne">Places of one caller; 0 for three quarters, rounded up.</param>
internal sealed class CallerPlaces(long most, long mostOfOne = 0)
{
    private readonly Lock _gate = new();

    // Guarded by the gate.
    private readonly Dictionary<string, long> _held = new(StringComparer.Ordinal);
    private long _taken;

    /// <summary>Places in all.</summary>
    public long Most => most;

    /// <summary>Places of one caller.</summary>
    public long MostOfOne { get; } = mostOfOne > 0 ? Math.Min(mostOfOne, most) : most - (most / 4);

    public long Taken
    {
        get
        {
            lock (_gate)
            {
                return _taken;
            }
        }
    }

    /// <summary>Whether one more would be given, without taking it.</summary>
    public PlaceAnswer Ask(string caller, long count = 1)
    {
        lock (_gate)
        {
            return AskWithinGate(caller, count);
        }
    }

    /// <returns><see cref="PlaceAnswer.Taken"/>: to be given back by <see cref="Leave"/>; else nothing was taken.</returns>
    public PlaceAnswer Enter(string caller, long count = 1)
    {
        lock (_gate)
        {
            PlaceAnswer answer = AskWithinGate(caller, count);
            if (answer == PlaceAnswer.Taken)
            {
                _taken += count;
                _held[caller] = _held.GetValueOrDefault(caller) + count;
            }

            return answer;
        }
    }

    public void Leave(string caller, long count = 1)
    {
        lock (_gate)
        {
            _taken -= count;
            long left = _held[caller] - count;
            if (left > 0)
            {
                _held[caller] = left;
            }
            else
            {
                _held.Remove(caller);
            }
        }
    }

    private PlaceAnswer AskWithinGate(string caller, long count) =>
        _taken + count > most ? PlaceAnswer.Full
        : _held.GetValueOrDefault(caller) + count > MostOfOne ? PlaceAnswer.FullForCaller
        : PlaceAnswer.Taken;
}
