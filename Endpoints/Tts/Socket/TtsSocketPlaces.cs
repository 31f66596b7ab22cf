using StreamServer.Inference;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Runtime.Metrics;
using StreamServer.Inference.Tts;

namespace StreamServer.Endpoints.Tts.Socket;

/// <summary>So many sockets of text to speech at the same time. Thread-safe.</summary>
internal sealed class TtsSocketPlaces(TtsWireOptions options, TtsMetrics metrics)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly CallerPlaces _places = new(options.MaxSockets);

    /// <returns>Dispose it when the socket is done.</returns>
    /// <exception cref="StreamException">
    /// <see cref="StreamError.ServerBusy"/>, or <see cref="StreamError.ClientLimit"/> for this caller.
    /// </exception>
    public IDisposable Enter(string caller)
    {
        PlaceAnswer answer = _places.Enter(caller);
        if (answer == PlaceAnswer.Taken)
        {
            return new Place(_places, caller);
        }

        bool isFull = answer == PlaceAnswer.Full;
        metrics.Rejected(isFull ? Rejection.Capacity : Rejection.Share);
        throw isFull
            ? new StreamException(StreamError.ServerBusy, $"All {_places.Most} text to speech sockets are taken.")
            {
                RetryAfter = RetryAfter,
            }
            : new StreamException(
                StreamError.ClientLimit, $"You have all {_places.MostOfOne} text to speech sockets that one caller may have.")
            {
                RetryAfter = RetryAfter,
            };
    }

    private sealed class Place(CallerPlaces places, string caller) : IDisposable
    {
        private CallerPlaces? _places = places;

        public void Dispose() => Interlocked.Exchange(ref _places, null)?.Leave(caller);
    }
}
