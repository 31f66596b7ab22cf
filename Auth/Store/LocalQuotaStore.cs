using System.Collections.Concurrent;
using StreamServer.Auth.Limits;

namespace StreamServer.Auth.Store;

/// <summary>
/// Counts in memory; what a restart needs is added up in the database by the usage records themselves, in their own
/// transaction. The first call of a subject reads the database, the others do not.
/// </summary>
internal sealed class LocalQuotaStore(AuthDatabase database, TimeProvider time) : IQuotaStore
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Counters> _subjects = new();
    private DateTimeOffset _swept;
    private long _grants;

    /// <summary>Subjects in memory. Above it those that were not used for <see cref="Idle"/> are read anew when they come back.</summary>
    public int MaxSubjects { get; init; } = 50_000;

    public int Count => _subjects.Count;

    public ValueTask<QuotaDecision> TakeAsync(QuotaAccount account, IReadOnlyList<QuotaAmount> amounts, CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        Counters counters = CountersOf(account, now);
        QuotaDecision decision = counters.Take(account.Plan, amounts, now);
        if (decision.Refused.Any(balance => balance.Meter == QuotaMeter.Credits))
        {
            // Credits may have been granted by the command line, which is another process.
            ReadGrants(account.Subject, counters);
            decision = counters.Take(account.Plan, amounts, now);
        }

        return ValueTask.FromResult(decision);
    }

    public void Return(QuotaAccount account, IReadOnlyList<QuotaAmount> amounts, DateTimeOffset taken) =>
        CountersOf(account, time.GetUtcNow()).Return(amounts, taken);

    public ValueTask<IReadOnlyList<QuotaBalance>> BalancesAsync(QuotaAccount account, CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        return ValueTask.FromResult(CountersOf(account, now).Balances(account.Plan, now));
    }

    /// <summary>Credits were granted or taken by hand: they are read anew at the next use.</summary>
    public void GrantsChanged() => Interlocked.Increment(ref _grants);

    /// <summary>
    /// Forgets who did not call for long, where there are many: not whose call is still under way, because what it took is not in the
    /// database yet. By one caller at a time, often.
    /// </summary>
    public void Sweep()
    {
        DateTimeOffset now = time.GetUtcNow();
        if (_subjects.Count <= MaxSubjects || now - _swept < Idle / 10)
        {
            return;
        }

        _swept = now;
        foreach ((string subject, Counters counters) in _subjects)
        {
            if (now - counters.LastUse > Idle && database.Read(connection => counters.IsSettled(
                meter => CounterRows.Read(connection, subject, meter, QuotaMeters.PeriodOf(meter, now)), now)))
            {
                _subjects.TryRemove(KeyValuePair.Create(subject, counters));
            }
        }
    }

    private Counters CountersOf(QuotaAccount account, DateTimeOffset now)
    {
        if (!_subjects.TryGetValue(account.Subject, out Counters? counters))
        {
            Counters read = Load(account.Subject, now);

            // Of two that read at once, one counts for both.
            counters = _subjects.GetOrAdd(account.Subject, read);
        }

        counters.Used(now);
        if (counters.Grants != Interlocked.Read(ref _grants))
        {
            ReadGrants(account.Subject, counters);
        }

        return counters;
    }

    private void ReadGrants(string subject, Counters counters)
    {
        counters.Grants = Interlocked.Read(ref _grants);
        counters.Granted = database.Read(connection => CounterRows.Granted(connection, subject));
    }

    private Counters Load(string subject, DateTimeOffset now) => database.Read(connection =>
    {
        Counters counters = new(now) { Grants = Interlocked.Read(ref _grants), Granted = CounterRows.Granted(connection, subject) };
        foreach (QuotaMeter meter in QuotaMeters.All)
        {
            counters.Set(meter, CounterRows.Read(connection, subject, meter, QuotaMeters.PeriodOf(meter, now)));
        }

        return counters;
    });
}
