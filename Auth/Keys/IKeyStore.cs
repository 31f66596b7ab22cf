using StreamServer.Auth.Plans;
using StreamServer.Inference;

namespace StreamServer.Auth.Keys;

/// <summary>
/// Where keys, plans and granted credits are kept. Thread-safe. A store that cannot be reached throws
/// <see cref="StreamException"/> with <see cref="StreamError.StoreUnavailable"/>; nothing here is called on the hot path of a known key.
/// </summary>
internal interface IKeyStore
{
    /// <summary>The key of a hash; null when the store is sure that there is none.</summary>
    Task<KnownKey?> FindAsync(KeyHash hash, CancellationToken cancellation);

    /// <summary>
    /// Every key, the newest first, at most <paramref name="limit"/> after <paramref name="after"/> (an id of an earlier page).
    /// </summary>
    Task<IReadOnlyList<ApiKey>> ListAsync(string? after, int limit, CancellationToken cancellation);

    /// <summary>One key by its id.</summary>
    Task<ApiKey?> GetAsync(string id, CancellationToken cancellation);

    /// <summary>Whether there is any key that was not revoked.</summary>
    Task<bool> AnyAsync(CancellationToken cancellation);

    /// <summary>Stores a key and credits it with what its plan grants at the start.</summary>
    /// <exception cref="StreamException">The id is taken (<see cref="StreamError.ClientConflict"/>), or there is no such plan (<see
    /// cref="StreamError.NotFound"/>).</exception>
    Task CreateAsync(NewKey key, CancellationToken cancellation);

    /// <summary>Stores the hash of a new secret; the old secret works until <paramref name="oldUntil"/>.</summary>
    /// <returns>The key; null when there is none of that id, or it is revoked.</returns>
    Task<ApiKey?> RotateAsync(string id, KeyHash hash, DateTimeOffset oldUntil, CancellationToken cancellation);

    /// <returns>The key as it is now; null when there is none. A second time changes nothing.</returns>
    Task<ApiKey?> RevokeAsync(string id, DateTimeOffset now, CancellationToken cancellation);

    /// <summary>Notes when keys were used last; earlier times than the stored ones change nothing.</summary>
    Task TouchAsync(IReadOnlyDictionary<string, DateTimeOffset> lastUsed, CancellationToken cancellation);

    /// <summary>Adds to a key's credits, in millionths of a credit; a negative amount takes.</summary>
    /// <param name="entry">Makes the call idempotent: one entry counts once.</param>
    /// <returns>Whether there is such a key.</returns>
    Task<bool> GrantCreditsAsync(
        string id, Guid entry, long microCredits, string reason, DateTimeOffset now, CancellationToken cancellation);

    Task<IReadOnlyList<Plan>> PlansAsync(CancellationToken cancellation);

    /// <summary>Makes a plan, or changes the one of that id.</summary>
    Task SavePlanAsync(Plan plan, CancellationToken cancellation);
}
