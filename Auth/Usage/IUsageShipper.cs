using StreamServer.Inference;

namespace StreamServer.Auth.Usage;

/// <summary>
/// Takes usage from the local outbox to a shared store. The outbox calls it again with the same records until it returns
/// without an exception, so the receiver counts a record id once. One call at a time.
/// </summary>
internal interface IUsageShipper
{
    /// <exception cref="StreamException"><see cref="StreamError.StoreUnavailable"/>: try again later.</exception>
    Task ShipAsync(UsageBatch batch, CancellationToken cancellation);

    /// <summary>
    /// What a subject, or all, used on all servers together, as far as it was shipped: days from a time, the newest first.
    /// </summary>
    /// <exception cref="StreamException"><see cref="StreamError.StoreUnavailable"/>.</exception>
    Task<IReadOnlyList<UsageDay>> DaysAsync(string? subject, DateTimeOffset from, CancellationToken cancellation);

    /// <summary>Deletes records older than a time.</summary>
    /// <returns>How many were deleted.</returns>
    Task<long> DeleteOlderAsync(DateTimeOffset before, CancellationToken cancellation);

    /// <summary>Deletes sentences of a key, or older than a time, or both together; null does not choose.</summary>
    /// <returns>How many were deleted.</returns>
    Task<long> DeleteSentencesAsync(string? keyId, DateTimeOffset? before, CancellationToken cancellation);
}
