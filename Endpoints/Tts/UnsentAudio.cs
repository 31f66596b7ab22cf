using StreamServer.Inference;
using StreamServer.Inference.Runtime;

namespace StreamServer.Endpoints.Tts;

/// <summary>
/// What answers that are sent whole hold in memory until their clients take them: bounded over all of them, and for one caller
/// at three quarters of that. Thread-safe.
/// </summary>
internal sealed class UnsentAudio(TtsWireOptions options)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly CallerPlaces _bytes = new(options.MaxUnsentBytes);

    /// <summary>Bytes held now.</summary>
    public long Held => _bytes.Taken;

    /// <exception cref="StreamException"><see cref="StreamError.ServerBusy"/>: no room.</exception>
    public void Take(string caller, int count)
    {
        if (_bytes.Enter(caller, count) != PlaceAnswer.Taken)
        {
            throw new StreamException(
                StreamError.ServerBusy,
                    "Answers that are sent whole hold all the memory that they may; stream this one, or come back later.")
            {
                RetryAfter = RetryAfter,
            };
        }
    }

    public void Return(string caller, int count) => _bytes.Leave(caller, count);
}
