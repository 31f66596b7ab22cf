using StreamServer.Auth.Usage;
using StreamServer.Inference;

namespace StreamServer.Auth.Store;

/// <summary>Sentences that are kept, here and in the shared store. Thread-safe.</summary>
internal sealed class SentenceShelf(UsageLedger ledger, IUsageShipper? shipper = null)
{
    /// <summary>Deletes sentences of a key, or older than a time, or both together; null does not choose.</summary>
    /// <returns>How many were deleted, by the place that had more: shipped sentences are in both.</returns>
    /// <exception cref="StreamException"><see cref="StreamError.StoreUnavailable"/>: some may be left; try again.</exception>
    public async Task<long> DeleteAsync(string? keyId, DateTimeOffset? before, CancellationToken cancellation)
    {
        long here = await ledger.DeleteSentencesAsync(keyId, before);
        return shipper is null ? here : Math.Max(here, await shipper.DeleteSentencesAsync(keyId, before, cancellation));
    }
}
