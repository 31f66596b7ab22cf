using System.Collections.Concurrent;

namespace StreamServer.Endpoints;

/// <summary>
/// Every live connection. Thread-safe. A connection is removed after it is wholly done, so that one that hangs stays visible.
/// </summary>
internal sealed partial class LiveStreams(ILogger<LiveStreams> log)
{
    private readonly ConcurrentDictionary<Entry, byte> _entries = new();

    public int Count => _entries.Count;

    /// <returns>Dispose it when the connection is done.</returns>
    public IDisposable Register(ILiveStream stream)
    {
        Entry entry = new(this, stream);
        _entries[entry] = 0;
        return entry;
    }

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

    private sealed class Entry(LiveStreams owner, ILiveStream stream) : IDisposable
    {
        public ILiveStream Stream { get; } = stream;

        public void Dispose() => owner._entries.TryRemove(this, out _);
    }
}
