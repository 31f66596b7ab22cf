using StreamServer.Inference;

namespace StreamServer.Endpoints.Tts;

/// <summary>
/// What answers that are sent whole hold in memory until their clients take them: bounded over all of them, and for one caller
/// at three quarters of that. Thread-safe.
/// </summary>
internal sealed class UnsentAudio(TtsWireOptions options)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();

    // Guarded by the gate.
    private readonly Dictionary<string, long> _held = new(StringComparer.Ordinal);
    private long _total;

    /// <summary>Bytes held now.</summary>
    public long Held
    {
        get
        {
            lock (_gate)
            {
                return _total;
            }
        }
    }

    /// <exception cref="StreamException"><see cref="StreamError.ServerBusy"/>: no room.</exception>
    public void Take(string owner, int bytes)
    {
        lock (_gate)
        {
            long held = _held.GetValueOrDefault(owner) + bytes;
            if (_total + bytes > options.MaxUnsentBytes || held > options.MaxUnsentBytes / 4 * 3)
            {
                throw new StreamException(
                    StreamError.ServerBusy, "Answers that are sent whole hold all the memory that they may; stream this one, or come back later.")
                {
                    RetryAfter = RetryAfter,
                };
            }

            _total += bytes;
            _held[owner] = held;
        }
    }

    public void Return(string owner, int bytes)
    {
        lock (_gate)
        {
            _total -= bytes;
            long held = _held[owner] - bytes;
            if (held > 0)
            {
                _held[owner] = held;
            }
            else
            {
                _held.Remove(owner);
            }
        }
    }
}
