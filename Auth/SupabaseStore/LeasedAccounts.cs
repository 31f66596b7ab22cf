using System.Collections.Concurrent;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Store;

namespace StreamServer.Auth.SupabaseStore;

/// <summary>The accounts in memory. What an account used is read from the embedded database at its first call. Thread-safe.</summary>
internal sealed class LeasedAccounts(AuthDatabase database)
{
    /// <summary>Above so many, who did not call for seconds is forgotten too, and read again when he comes back.</summary>
    private const int Many = 50_000;

    /// <summary>Accounts that one sweep asks the database about.</summary>
    private const int MaxSwept = 2_000;

    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan IdleOfMany = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, LeasedAccount> _accounts = new();

    public ICollection<LeasedAccount> All => _accounts.Values;

    public LeasedAccount? Find(string subject) => _accounts.GetValueOrDefault(subject);

    public LeasedAccount Get(string subject, DateTimeOffset now) =>
        _accounts.TryGetValue(subject, out LeasedAccount? account)
            ? account

            // Of two that read at once, one counts for both.
            : _accounts.GetOrAdd(subject, Load(subject, now));

    /// <summary>Forgets who did not call for long; not whose call is still under way: what it took is not in the database yet.</summary>
    public void Sweep(DateTimeOffset now)
    {
        DateTimeOffset before = now - (_accounts.Count > Many ? IdleOfMany : Idle);
        foreach ((string subject, LeasedAccount account) in _accounts.Where(pair => pair.Value.LastUse < before).Take(MaxSwept))
        {
            if (database.Read(connection => account.IsIdle(
                before, meter => CounterRows.Read(connection, subject, meter, QuotaMeters.PeriodOf(meter, now)), now)))
            {
                _accounts.TryRemove(KeyValuePair.Create(subject, account));
            }
        }
    }

    private LeasedAccount Load(string subject, DateTimeOffset now) => database.Read(connection =>
    {
        LeasedAccount account = new(subject);
        foreach (QuotaMeter meter in QuotaMeters.All)
        {
            string period = QuotaMeters.PeriodOf(meter, now);
            (bool isKnown, long? limit, long others) = SharedQuotaRows.Read(connection, subject, meter, period);
            account.Load(meter, now, CounterRows.Read(connection, subject, meter, period), isKnown ? new SharedQuota(limit, others) : null);
        }

        return account;
    });
}
