namespace StreamServer.Auth.Keys;

/// <summary>A key in memory. Thread-safe; times of <see cref="Loaded"/> are time stamps of the clock.</summary>
internal sealed class CachedKey(KnownKey found, long loaded)
{
    private KnownKey _found = found;
    private long _loaded = loaded;
    private long _lastUse;
    private int _isRefreshing;

    public KnownKey Found => Volatile.Read(ref _found);

    public long Loaded
    {
        get => Volatile.Read(ref _loaded);
        set => Volatile.Write(ref _loaded, value);
    }

    public void Use(DateTimeOffset now) => Volatile.Write(ref _lastUse, now.UtcTicks);

    /// <summary>The last use since the last call; null when there was none.</summary>
    public DateTimeOffset? TakeLastUse() =>
        Interlocked.Exchange(ref _lastUse, 0) is > 0 and var ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    /// <summary>Whether the caller is the one that looks it up again.</summary>
    public bool TryStartRefresh() => Interlocked.CompareExchange(ref _isRefreshing, 1, 0) == 0;

    public void EndRefresh() => Volatile.Write(ref _isRefreshing, 0);

    public void Renew(KnownKey found, long loaded)
    {
        Volatile.Write(ref _found, found);
        Volatile.Write(ref _loaded, loaded);
    }

    /// <summary>The next use waits for the store.</summary>
    public void Expire() => Volatile.Write(ref _loaded, long.MinValue / 2);
}
