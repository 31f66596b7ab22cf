using StreamServer.Auth.Limits;
using StreamServer.Auth.Plans;

namespace StreamServer.Auth.Store;

/// <summary>The meters of one subject in memory. Thread-safe; a meter starts anew when its period is over.</summary>
internal sealed class Counters(DateTimeOffset now)
{
    private readonly Lock _lock = new();
    private readonly long[] _used = new long[QuotaMeters.All.Count];
    private readonly DateTimeOffset?[] _starts = [.. QuotaMeters.All.Select(meter => QuotaMeters.StartOf(meter, now))];
    private long _granted;
    private long _grants;
    private long _lastUse = now.UtcTicks;

    /// <summary>Millionths of a credit.</summary>
    public long Granted
    {
        get => Interlocked.Read(ref _granted);
        set => Interlocked.Exchange(ref _granted, value);
    }

    /// <summary>Which state of the grants <see cref="Granted"/> is of.</summary>
    public long Grants
    {
        get => Interlocked.Read(ref _grants);
        set => Interlocked.Exchange(ref _grants, value);
    }

    public DateTimeOffset LastUse => new(Interlocked.Read(ref _lastUse), TimeSpan.Zero);

    public void Used(DateTimeOffset at) => Interlocked.Exchange(ref _lastUse, at.UtcTicks);

    /// <summary>What the database says, before anybody else knows this object.</summary>
    public void Set(QuotaMeter meter, long used) => _used[(int)meter] = used;

    /// <summary>Whether nothing is under way: what is used is what the records of the subject add up to.</summary>
    /// <param name="recorded">Units of a meter, as <see cref="CounterRows.Read"/> has them for that time.</param>
    public bool IsSettled(Func<QuotaMeter, long> recorded, DateTimeOffset at)
    {
        lock (_lock)
        {
            return QuotaMeters.All.All(meter => Balance(new Plan { Id = "" }, meter, at).Used == recorded(meter));
        }
    }

    public QuotaDecision Take(Plan plan, IReadOnlyList<QuotaAmount> amounts, DateTimeOffset at)
    {
        lock (_lock)
        {
            List<QuotaBalance>? refused = null;
            foreach (QuotaAmount amount in amounts)
            {
                QuotaBalance balance = Balance(plan, amount.Meter, at);
                if (balance.Remaining < amount.Units)
                {
                    (refused ??= []).Add(balance);
                }
            }

            if (refused is not null)
            {
                return new QuotaDecision(refused);
            }

            foreach (QuotaAmount amount in amounts)
            {
                _used[(int)amount.Meter] += amount.Units;
            }

            return QuotaDecision.Taken;
        }
    }

    public void Return(IReadOnlyList<QuotaAmount> amounts, DateTimeOffset taken)
    {
        lock (_lock)
        {
            foreach (QuotaAmount amount in amounts)
            {
                int index = (int)amount.Meter;
                if (QuotaMeters.StartOf(amount.Meter, taken) == _starts[index])
                {
                    _used[index] = Math.Max(0, _used[index] - amount.Units);
                }
            }
        }
    }

    public IReadOnlyList<QuotaBalance> Balances(Plan plan, DateTimeOffset at)
    {
        lock (_lock)
        {
            QuotaBalance[] balances = new QuotaBalance[_used.Length];
            for (int index = 0; index < balances.Length; index++)
            {
                balances[index] = Balance(plan, (QuotaMeter)index, at);
            }

            return balances;
        }
    }

    private QuotaBalance Balance(Plan plan, QuotaMeter meter, DateTimeOffset at)
    {
        int index = (int)meter;
        DateTimeOffset? start = QuotaMeters.StartOf(meter, at);
        if (start > _starts[index])
        {
            (_starts[index], _used[index]) = (start, 0);
        }

        long? limit = meter == QuotaMeter.Credits ? plan.Credits is null ? null : Granted : QuotaMeters.LimitOf(plan, meter);
        return new QuotaBalance(meter, limit, _used[index], QuotaMeters.EndOf(meter, at));
    }
}
