using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace StreamServer.Auth.Keys;

/// <summary>
/// A bounded cache without bookkeeping on reads: a full generation becomes the old one and the old one is dropped; what is read
/// moves to the new one. Holds at most twice its capacity and about the latest that was used. Thread-safe.
/// </summary>
internal sealed class GenerationCache<TKey, TValue>(int capacity)
    where TKey : notnull
{
    private readonly Lock _turning = new();
    private ConcurrentDictionary<TKey, TValue> _new = new();
    private ConcurrentDictionary<TKey, TValue> _old = new();

    // ConcurrentDictionary.Count takes every lock of it.
    private int _count;

    public int Count => _new.Count + _old.Count;

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (Volatile.Read(ref _new).TryGetValue(key, out value))
        {
            return true;
        }

        if (Volatile.Read(ref _old).TryGetValue(key, out value))
        {
            Set(key, value);
            return true;
        }

        return false;
    }

    public void Set(TKey key, TValue value)
    {
        ConcurrentDictionary<TKey, TValue> generation = Volatile.Read(ref _new);
        if (generation.TryAdd(key, value))
        {
            if (Interlocked.Increment(ref _count) >= capacity)
            {
                Turn(generation);
            }
        }
        else
        {
            generation[key] = value;
        }
    }

    public void Remove(TKey key)
    {
        Volatile.Read(ref _new).TryRemove(key, out _);
        Volatile.Read(ref _old).TryRemove(key, out _);
    }

    public void Clear()
    {
        lock (_turning)
        {
            (_new, _old, _count) = (new(), new(), 0);
        }
    }

    /// <summary>What is there now; a value in both generations once.</summary>
    public IReadOnlyCollection<TValue> Values =>
        [.. _new.Values, .. _old.Where(one => !_new.ContainsKey(one.Key)).Select(one => one.Value)];

    private void Turn(ConcurrentDictionary<TKey, TValue> full)
    {
        lock (_turning)
        {
            if (ReferenceEquals(full, _new))
            {
                (_old, _new, _count) = (full, new(), 0);
            }
        }
    }
}
