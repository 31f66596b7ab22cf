using System.Collections.Concurrent;
using StreamServer.Inference;

namespace StreamServer.Auth.Keys;

/// <summary>Streams whose key may be revoked, or expire, while they run. Thread-safe.</summary>
internal sealed class KeyWatch(KeyDirectory directory)
{
    private readonly ConcurrentDictionary<Entry, byte> _entries = new();

    /// <param name="hash">Of the key that opened the stream.</param>
    /// <param name="end">Called once, from another thread, when the key is not valid any more.</param>
    /// <returns>Dispose it when the stream is over.</returns>
    public IDisposable Watch(KeyHash hash, Action<StreamException> end)
    {
        Entry entry = new(this, hash, end);
        _entries[entry] = 0;
        return entry;
    }

    /// <summary>Looks at the key of every stream once. By one caller at a time.</summary>
    public async Task CheckAsync(CancellationToken cancellation)
    {
        foreach (IGrouping<KeyHash, Entry> streams in _entries.Keys.GroupBy(entry => entry.Hash))
        {
            if (await directory.StateAsync(streams.Key, cancellation) is var state and not KeyState.Valid)
            {
                StreamException cause = new(
                    StreamError.ClientKeyEnded,
                    state == KeyState.Revoked ? "The key of this stream was revoked." : "The key of this stream has expired.");
                foreach (Entry stream in streams)
                {
                    if (_entries.TryRemove(stream, out _))
                    {
                        stream.End(cause);
                    }
                }
            }
        }
    }

    private sealed class Entry(KeyWatch owner, KeyHash hash, Action<StreamException> end) : IDisposable
    {
        public KeyHash Hash { get; } = hash;

        public Action<StreamException> End { get; } = end;

        public void Dispose() => owner._entries.TryRemove(this, out _);
    }
}
