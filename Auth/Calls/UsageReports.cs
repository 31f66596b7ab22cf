using StreamServer.Auth.Limits;
using StreamServer.Auth.Store;
using StreamServer.Auth.Usage;

namespace StreamServer.Auth.Calls;

/// <summary>What an account has used and may still use. Thread-safe.</summary>
internal sealed class UsageReports(IQuotaStore quotas, CallLimits limits, UsageLedger ledger, TimeProvider time)
{
    /// <summary>Usage of everybody by day.</summary>
    /// <param name="days">Days back, today included.</param>
    public IReadOnlyList<UsageDay> ReadAll(int days) => ledger.Days(null, From(days));

    /// <param name="account">Whose.</param>
    /// <param name="days">Days back, today included.</param>
    /// <param name="cancellation">Who asked is gone.</param>
    public async Task<UsageReport> ReadAsync(QuotaAccount account, int days, CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        IReadOnlyList<QuotaBalance> balances = await quotas.BalancesAsync(account, cancellation);
        return new UsageReport(
            account,
            [.. limits.StandsOf(account), .. QuotaStands.Of(balances, now)],
            balances.FirstOrDefault(balance => balance.Meter == QuotaMeter.Credits).Remaining,
            ledger.Days(account.Subject, From(days)));
    }

    private DateTimeOffset From(int days) => new(time.GetUtcNow().UtcDateTime.Date.AddDays(1 - days), TimeSpan.Zero);
}
