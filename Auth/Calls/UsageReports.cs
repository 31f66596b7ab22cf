using StreamServer.Auth.Limits;
using StreamServer.Auth.Store;
using StreamServer.Auth.Usage;
using StreamServer.Inference;

namespace StreamServer.Auth.Calls;

/// <summary>What an account has used and may still use. Thread-safe.</summary>
/// <param name="quotas">Limits of days, months and credits.</param>
/// <param name="limits">Limits of this process.</param>
/// <param name="ledger">What this server wrote down.</param>
/// <param name="time">Clock.</param>
/// <param name="shared">What all servers wrote down; null where there is one alone.</param>
internal sealed class UsageReports(
    IQuotaStore quotas, CallLimits limits, UsageLedger ledger, TimeProvider time, IUsageShipper? shared = null)
{
    /// <summary>Usage of everybody by day.</summary>
    /// <param name="days">Days back, today included.</param>
    /// <param name="cancellation">Who asked is gone.</param>
    public Task<IReadOnlyList<UsageDay>> ReadAllAsync(int days, CancellationToken cancellation) =>
        DaysAsync(null, From(days), cancellation);

    /// <param name="account">Whose.</param>
    /// <param name="days">Days back, today included.</param>
    /// <param name="cancellation">Who asked is gone.</param>
    public async Task<UsageReport> ReadAsync(QuotaAccount account, int days, CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        IReadOnlyList<QuotaBalance> balances = await quotas.BalancesAsync(account, cancellation);
        List<LimitStand> stands = [];
        limits.AddStands(account, stands);
        QuotaStands.Add(balances, now, stands);
        return new UsageReport(
            account,
            stands,
            balances.FirstOrDefault(balance => balance.Meter == QuotaMeter.Credits).Remaining,
            await DaysAsync(account.Subject, From(days), cancellation));
    }

    /// <summary>What this server knows stands for the whole while nobody answers for the others.</summary>
    private async Task<IReadOnlyList<UsageDay>> DaysAsync(string? subject, DateTimeOffset from, CancellationToken cancellation)
    {
        try
        {
            return shared is null ? ledger.Days(subject, from) : await shared.DaysAsync(subject, from, cancellation);
        }
        catch (StreamException exception) when (exception.Error == StreamError.StoreUnavailable)
        {
            return ledger.Days(subject, from);
        }
    }

    private DateTimeOffset From(int days) => new(time.GetUtcNow().UtcDateTime.Date.AddDays(1 - days), TimeSpan.Zero);
}
