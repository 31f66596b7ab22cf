using System.Collections.Concurrent;

namespace StreamServer.Endpoints.Edge;

/// <summary>
/// Every live connection. Thread-safe. A connection is removed after it is wholly done, so that one that hangs stays visible.
/// </summary>
internal sealed partial class LiveStreams(ILogger<LiveStreams> log)
{
    private readonly ConcurrentDictionary<Entry, byte> _entries = new();
    private long _registered;
    private StopOrder? _stop;

    public int Count => _entries.Count;

    /// <summary>One that was let in while the stop began is asked to end at once.</summary>
    /// <returns>Dispose it when the connection is done.</returns>
    public IDisposable Register(ILiveStream stream)
    {
        Entry entry = new(this, stream, Interlocked.Increment(ref _registered));
        _entries[entry] = 0;
        if (Volatile.Read(ref _stop) is { } stop)
        {
            _ = StopOneAsync(entry, stop);
        }

        return entry;
    }

    /// <summary>Live connections of one kind, the newest first.</summary>
    public IEnumerable<T> Newest<T>()
        where T : class, ILiveStream =>
        _entries.Keys.OrderByDescending(entry => entry.Number).Select(entry => entry.Stream).OfType<T>();

    /// <summary>Asks every connection to end, those that come meanwhile too, and waits for all of them.</summary>
    /// <returns>Whether all ended before the deadline.</returns>
    public async Task<bool> StopAllAsync(StopOrder order)
    {
        Volatile.Write(ref _stop, order);
        while (_entries.Keys.Where(entry => !entry.IsGivenUp).ToArray() is { Length: > 0 } left)
        {
            await Task.WhenAll(left.Select(entry => StopOneAsync(entry, order)));
        }

        return _entries.IsEmpty;
    }

    private async Task StopOneAsync(Entry entry, StopOrder order)
    {
        string kind = entry.Stream.GetType().Name;
        try
        {
            await entry.Stream.StopAsync(order).WaitAsync(order.Deadline);
            await entry.Removed.WaitAsync(order.Deadline);
        }
        catch (OperationCanceledException)
        {
            entry.IsGivenUp = true;
            LogLate(kind);
        }
        catch (Exception exception)
        {
            entry.IsGivenUp = true;
            LogStopFailed(exception, kind);
        }
    }

    [LoggerMessage(10, LogLevel.Warning, "A {Kind} had not ended at the drain deadline", EventName = "LiveStreamLate")]
    private partial void LogLate(string kind);

    [LoggerMessage(11, LogLevel.Error, "Ending a {Kind} failed", EventName = "LiveStreamStopFailed")]
    private partial void LogStopFailed(Exception exception, string kind);

    private sealed class Entry(LiveStreams owner, ILiveStream stream, long number) : IDisposable
    {
        private readonly TaskCompletionSource _removed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>It was asked to end and did not, or failed.</summary>
        public volatile bool IsGivenUp;

        public Task Removed => _removed.Task;

        /// <summary>Grows with time.</summary>
        public long Number { get; } = number;

        public ILiveStream Stream { get; } = stream;

        public void Dispose()
        {
            owner._entries.TryRemove(this, out _);
            _removed.TrySetResult();
        }
    }
}
