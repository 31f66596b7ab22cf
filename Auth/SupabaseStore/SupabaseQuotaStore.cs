using StreamServer.Auth.Limits;

namespace StreamServer.Auth.SupabaseStore;

/// <summary>
/// Days, months and credits that several servers share. This server counts within its leases; a call waits for the store only when a
/// lease is used up, and never once the store did not answer: then what was left at its last answer is what there is. However slow
/// an answer is or however often others take what a call asked for, nothing is taken that was not granted. Thread-safe.
/// </summary>
internal sealed class SupabaseQuotaStore(LeasedAccounts accounts, QuotaExchange exchange, TimeProvider time) : IQuotaStore
{
    /// <summary>Messages that one call waits for, when others take what it asked for; then it is refused.</summary>
    private const int MaxAsks = 10;

    public async ValueTask<QuotaDecision> TakeAsync(
        QuotaAccount account, IReadOnlyList<QuotaAmount> amounts, CancellationToken cancellation)
    {
        LeasedAccount leased = accounts.Get(account.Subject, time.GetUtcNow());
        bool isAlone = exchange.IsOffline;
        for (int ask = 0; ; ask++)
        {
            (QuotaDecision decision, bool mayAsk) = leased.Take(account.Plan, amounts, time.GetUtcNow(), isAlone);
            if (decision.IsTaken && mayAsk && !exchange.IsOffline)
            {
                _ = exchange.AskAsync(leased);
            }

            if (decision.IsTaken || !mayAsk || ask == MaxAsks)
            {
                return decision;
            }

            leased.Want(amounts, +1);
            try
            {
                isAlone = !await exchange.AskAsync(leased).WaitAsync(cancellation);
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
            // Without an answer it is what the plan says.
            await exchange.AskAsync(leased).WaitAsync(cancellation);
        }

        return leased.Balances(account.Plan, now);
    }
}
