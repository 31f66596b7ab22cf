using System.Collections.Concurrent;
using StreamServer.Auth.Metrics;
using StreamServer.Inference;

namespace StreamServer.Auth.Keys;

/// <summary>
/// Says whose a key is, from memory where it can: a known key is looked up again in the background while it is used, a hash
/// that nobody knows is remembered for seconds, and an address that asks for too many unknown keys is made to wait before the
/// store is asked. Thread-safe; memory is bounded.
/// </summary>
internal sealed partial class KeyDirectory(
    IKeyStore store, KeyHasher hasher, UnknownKeyLimiter unknowns, AuthMetrics metrics, TimeProvider time, ILogger<KeyDirectory> log)
{
    private const int Capacity = 20_000;

    /// <summary>A key that is used after this long is looked up again, while the answer from memory stands.</summary>
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(45);

    /// <summary>An answer from memory is not used after this long, unless the store cannot be reached.</summary>
    private static readonly TimeSpan Known = TimeSpan.FromSeconds(60);

    /// <summary>How long a caller waits for the store when there is an answer in memory, and how long that answer then holds.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Extension = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Unknown = TimeSpan.FromSeconds(5);

    private readonly GenerationCache<KeyHash, CachedKey> _known = new(Capacity);
    private readonly GenerationCache<KeyHash, long> _unknown = new(Capacity);
    private readonly ConcurrentDictionary<KeyHash, Task<KnownKey?>> _asking = new();

    /// <summary>Checks a key as it was sent.</summary>
    /// <param name="text">Whatever the client called a key.</param>
    /// <param name="address">Where it came from, as the limiter of wrong keys counts it.</param>
    /// <exception cref="StreamException">
    /// <see cref="StreamError.ClientUnauthorized"/>, <see cref="StreamError.ClientLimit"/> for an address with too many wrong keys, or
    /// <see cref="StreamError.StoreUnavailable"/> for a key that is not known here while the store cannot be reached.
    /// </exception>
    public async ValueTask<ValidKey> CheckAsync(string text, string address, CancellationToken cancellation)
    {
        KeyCheck check = await TryCheckAsync(text, address, cancellation);
        return check.Refused is { } refused ? throw refused : check.Key;
    }

    /// <summary>As <see cref="CheckAsync"/>, with the exception as a value.</summary>
    public ValueTask<KeyCheck> TryCheckAsync(string text, string address, CancellationToken cancellation)
    {
        if (!KeyText.IsWellFormed(text))
        {
            return ValueTask.FromResult(new KeyCheck(default, unknowns.Refuse(address)));
        }

        KeyHash hash = hasher.Hash(text);
        bool inMemory = _known.TryGet(hash, out CachedKey? cached) && time.GetElapsedTime(cached.Loaded) < Known;
        metrics.LookedUp(inMemory);
        return inMemory
            ? ValueTask.FromResult(Use(hash, cached!))
            : new ValueTask<KeyCheck>(AskAsync(hash, cached, address, cancellation));
    }

    /// <summary>State of a key in use, looked up again when it is due; a store that cannot be reached changes nothing.</summary>
    public async Task<KeyState> StateAsync(KeyHash hash, CancellationToken cancellation)
    {
        if (!_known.TryGet(hash, out CachedKey? cached) || time.GetElapsedTime(cached.Loaded) >= Refresh)
        {
            try
            {
                return await LookUpAsync(hash).WaitAsync(cancellation) is { } found ? found.StateAt(time.GetUtcNow()) : KeyState.Revoked;
            }
            catch (StreamException) when (cached is not null)
            {
            }
            catch (StreamException)
            {
                return KeyState.Valid;
            }
        }

        return cached.Found.StateAt(time.GetUtcNow());
    }

    /// <summary>Something changed in the store: the next use of every key looks it up again.</summary>
    public void Forget()
    {
        _unknown.Clear();
        foreach (CachedKey cached in _known.Values)
        {
            cached.Expire();
        }
    }

    /// <summary>Writes down when keys were used since the last call. By one caller at a time.</summary>
    public async Task TouchAsync(CancellationToken cancellation)
    {
        Dictionary<string, DateTimeOffset> used = [];
        foreach (CachedKey cached in _known.Values)
        {
            if (cached.TakeLastUse() is { } last)
            {
                used[cached.Found.Key.Id] = last;
            }
        }

        if (used.Count > 0)
        {
            await store.TouchAsync(used, cancellation);
        }
    }

    private KeyCheck Use(KeyHash hash, CachedKey cached)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (time.GetElapsedTime(cached.Loaded) >= Refresh && cached.TryStartRefresh())
        {
            _ = RefreshAsync(hash, cached);
        }

        KeyState state = cached.Found.StateAt(now);
        if (state != KeyState.Valid)
        {
            return Refuse(new StreamException(
                StreamError.ClientUnauthorized, state == KeyState.Revoked ? "The key was revoked." : "The key has expired."));
        }

        cached.Use(now);
        return new KeyCheck(new ValidKey(cached.Found, hash), null);
    }

    private static KeyCheck Refuse(StreamException refused) => new(default, refused);

    private async Task<KeyCheck> AskAsync(KeyHash hash, CachedKey? stale, string address, CancellationToken cancellation)
    {
        if (stale is null)
        {
            if (_unknown.TryGet(hash, out long since) && time.GetElapsedTime(since) < Unknown)
            {
                return Refuse(unknowns.Refuse(address));
            }

            if (unknowns.Enter(address) is { } tooMany)
            {
                return Refuse(tooMany);
            }
        }

        Task<KnownKey?> asking = LookUpAsync(hash);
        try
        {
            await (stale is null ? asking.WaitAsync(cancellation) : asking.WaitAsync(Patience, time, cancellation));
        }
        catch (StreamException exception) when (stale is null)
        {
            return Refuse(exception);
        }
        catch (Exception exception) when (stale is not null && exception is StreamException or TimeoutException)
        {
            LogStale(stale!.Found.Key.Id);
            Extend(stale);
            return Use(hash, stale);
        }

        return _known.TryGet(hash, out CachedKey? found)
            ? Use(hash, found)
            : Refuse(new StreamException(StreamError.ClientUnauthorized, "The key is not valid."));
    }

    private async Task RefreshAsync(KeyHash hash, CachedKey cached)
    {
        try
        {
            await LookUpAsync(hash);
        }
        catch (StreamException)
        {
            // Said by the look-up; the answer from memory stands.
            Extend(cached);
        }
        finally
        {
            cached.EndRefresh();
        }
    }

    /// <summary>The store did not answer: what is in memory holds a little longer, and is looked up again at the next use.</summary>
    private void Extend(CachedKey cached) =>
        cached.Loaded = time.GetTimestamp() - (long)((Known - Extension).TotalSeconds * time.TimestampFrequency);

    /// <summary>Asks the store once, however many want to know.</summary>
    private Task<KnownKey?> LookUpAsync(KeyHash hash)
    {
        TaskCompletionSource<KnownKey?> mine = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<KnownKey?> asking = _asking.GetOrAdd(hash, mine.Task);
        if (ReferenceEquals(asking, mine.Task))
        {
            _ = AnswerAsync(hash, mine);
        }

        return asking;
    }

    private async Task AnswerAsync(KeyHash hash, TaskCompletionSource<KnownKey?> answer)
    {
        try
        {
            KnownKey? found = await FindAsync(hash);
            _asking.TryRemove(hash, out _);
            answer.SetResult(found);
        }
        catch (StreamException exception)
        {
            _asking.TryRemove(hash, out _);
            answer.SetException(exception);
        }
    }

    private async Task<KnownKey?> FindAsync(KeyHash hash)
    {
        long start = time.GetTimestamp();
        try
        {
            KnownKey? found = await store.FindAsync(hash, CancellationToken.None);
            metrics.StoreAnswered("find", time.GetElapsedTime(start));
            if (found is null)
            {
                _known.Remove(hash);
                _unknown.Set(hash, time.GetTimestamp());
            }
            else if (_known.TryGet(hash, out CachedKey? cached))
            {
                cached.Renew(found, time.GetTimestamp());
            }
            else
            {
                _known.Set(hash, new CachedKey(found, time.GetTimestamp()));
            }

            return found;
        }
        catch (StreamException exception)
        {
            metrics.StoreFailed("find");
            LogLookUpFailed(exception.Message);
            throw;
        }
        catch (Exception exception)
        {
            metrics.StoreFailed("find");
            LogLookUpBroke(exception);
            throw new StreamException(StreamError.StoreUnavailable, "The store of keys failed.", inner: exception);
        }
    }

    [LoggerMessage(3010, LogLevel.Warning, "A key could not be looked up: {Cause}", EventName = "KeyLookUpFailed")]
    private partial void LogLookUpFailed(string cause);

    [LoggerMessage(3011, LogLevel.Error, "The look-up of a key broke", EventName = "KeyLookUpBroke")]
    private partial void LogLookUpBroke(Exception exception);

    [LoggerMessage(3012, LogLevel.Debug, "Key {Id} is taken from memory: the store cannot be reached", EventName = "KeyFromMemory")]
    private partial void LogStale(string id);
}
