using StreamServer.Inference;

namespace StreamServer.Auth.Limits;

/// <summary>
/// Counts what is used of days, months and credits. Units are taken before work starts and given back when less was used; the
/// usage record then states the difference, so that taken less returned is what the records of a period add up to.
/// Thread-safe. A call completes at once when this process holds the units (counted in memory, or leased from a shared store).
/// </summary>
internal interface IQuotaStore
{
    /// <summary>Takes every amount or none. Amounts of meters without a limit in the plan are counted and never refused.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.StoreUnavailable"/>: units would have to be asked for, and nobody
    /// answers.</exception>
    ValueTask<QuotaDecision> TakeAsync(QuotaAccount account, IReadOnlyList<QuotaAmount> amounts, CancellationToken cancellation);

    /// <summary>Gives back units that were taken and not used; never waits.</summary>
    /// <param name="taken">When they were taken: units of a period that is over are gone with it.</param>
    void Return(QuotaAccount account, IReadOnlyList<QuotaAmount> amounts, DateTimeOffset taken);

    /// <summary>Every meter of an account, those without a limit included.</summary>
    ValueTask<IReadOnlyList<QuotaBalance>> BalancesAsync(QuotaAccount account, CancellationToken cancellation);
}
