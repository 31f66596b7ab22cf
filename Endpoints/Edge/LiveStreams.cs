using System.Collections.Concurrent;

namespace StreamServer.Endpoints.Edge;

/// <summary>
/// Every live connection. Thread-safe. A connection is removed after it is wholly done, so that one that hangs stays visible.
/// </summary>
internal sealed partial class LiveStreams(ILogger<LiveStreams> log)
{
    private readonly ConcurrentDictionary<Entry, byte> _entries = new();
    private long _registered;

    public int Count => _entries.Count;

    /// <returns>Dispose it when the connection is done.</returns>
    public IDisposable Register(ILiveStream stream)
    {
        Entry entry = new(this, stream, Interlocked.Increment(ref _registered));
        _entries[entry] = 0;
        return entry;
    }

    /// <summary>Live connections of one kind, the newest first.</summary>
    public IEnumerable<T> Newest<T>()
        where T : class, ILiveStream =>
        _entries.Keys.OrderByDescending(entry => entry.Number).Select(entry => entry.Stream).OfType<T>();

    /// <summary>Asks every connection to end and waits for all of them.</summary>
    /// <returns>Whether all ended before <paramref name="deadline"/>.</returns>
    public async Task<bool> StopAllAsync(CancellationToken deadline)
    {
        Task[] stops = [.. _entries.Keys.Select(entry => StopOneAsync(entry.Stream, deadline))];
        await Task.WhenAll(stops);
        return _entries.IsEmpty;
    }

    private async Task StopOneAsync(ILiveStream stream, CancellationToken deadline)
    {
        try
        {
            await stream.StopAsync(deadline).WaitAsync(deadline);
        }
        catch (OperationCanceledException)
        {
            LogLate(stream.GetType().Name);
        }
        catch (Exception exception)
        {
            LogStopFailed(exception, stream.GetType().Name);
        }
    }

    [LoggerMessage(10, LogLevel.Warning, "A {Kind} had not ended at the drain deadline", EventName = "LiveStreamLate")]
    private partial void LogLate(string kind);

    [LoggerMessage(11, LogLevel.Error, "Ending a {Kind} failed", EventName = "LiveStreamStopFailed")]
    private partial void LogStopFailed(Exception exception, string kind);

    private sealed class Entry(LiveStreams owner, ILiveStream stream, long number) : IDisposable
    {
        /// <summary>Grows with time.</summary>
        public long Number { get; } = number;

        public ILiveStream Stream { get; } = stream;

        public void Dispose() => owner._entries.TryRemove(this, out _);
    }
}
