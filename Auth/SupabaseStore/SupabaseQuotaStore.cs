using StreamServer.Auth.Limits;

namespace StreamServer.Auth.SupabaseStore;

/// <summary>
/// Days, months and credits that several servers share. This server counts within its leases; a call waits for the store only when a
/// lease is used up, and never while the store does not answer: then what was left at its last answer is what there is. Thread-safe.
/// </summary>
internal sealed class SupabaseQuotaStore(LeasedAccounts accounts, QuotaExchange exchange, TimeProvider time) : IQuotaStore
{
    /// <summary>How long a call waits for units.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Messages that one call waits for, when others take what it asked for.</summary>
    private const int MaxAsks = 5;

    public async ValueTask<QuotaDecision> TakeAsync(
        QuotaAccount account, IReadOnlyList<QuotaAmount> amounts, CancellationToken cancellation)
    {
        LeasedAccount leased = accounts.Get(account.Subject, time.GetUtcNow());
        bool isAlone = exchange.IsOffline;
        for (int ask = 0; ; ask++)
        {
            (QuotaDecision? decision, bool isLow) = leased.Take(account.Plan, amounts, time.GetUtcNow(), isAlone || ask == MaxAsks);
            if (isLow && !exchange.IsOffline)
            {
                _ = exchange.AskAsync(leased);
            }

            if (decision is { } decided)
            {
                return decided;
            }

            leased.Want(amounts, +1);
            try
            {
                isAlone = !await exchange.AskAsync(leased).WaitAsync(Patience, time, cancellation);
            }
            catch (TimeoutException)
            {
                isAlone = true;
            }
            finally
            {
                leased.Want(amounts, -1);
            }
        }
    }

    public void Return(QuotaAccount account, IReadOnlyList<QuotaAmount> amounts, DateTimeOffset taken) =>
        accounts.Find(account.Subject)?.Return(amounts, taken);

    public async ValueTask<IReadOnlyList<QuotaBalance>> BalancesAsync(QuotaAccount account, CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        LeasedAccount leased = accounts.Get(account.Subject, now);
        if (!exchange.IsServing)
        {
            await exchange.LookAsync(leased, account.Plan, cancellation);
        }
        else if (leased.IsUnknown(account.Plan, now) && !exchange.IsOffline)
        {
            try
            {
                await exchange.AskAsync(leased).WaitAsync(Patience, time, cancellation);
            }
            catch (TimeoutException)
            {
                // What the plan says, then.
            }
        }

        return leased.Balances(account.Plan, now);
    }
}
