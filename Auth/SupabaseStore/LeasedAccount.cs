using StreamServer.Auth.Limits;
using StreamServer.Auth.Plans;

namespace StreamServer.Auth.SupabaseStore;

/// <summary>The meters of one subject, counted here within what the shared store leased to this server. Thread-safe.</summary>
internal sealed class LeasedAccount(string subject)
{
    private readonly Lock _lock = new();
    private readonly LeasedMeter[] _meters = [.. QuotaMeters.All.Select(meter => new LeasedMeter(meter))];
    private Plan _plan = new() { Id = "" };
    private long _lastUse;

    public string Subject { get; } = subject;

    public DateTimeOffset LastUse => new(Interlocked.Read(ref _lastUse), TimeSpan.Zero);

    /// <summary>What the embedded database says, before anybody else knows this object.</summary>
    public void Load(QuotaMeter meter, DateTimeOffset at, long used, SharedQuota? known) =>
        _meters[(int)meter].Load(QuotaMeters.StartOf(meter, at), used, known);

    /// <summary>Takes every amount or none.</summary>
    /// <param name="isOffline">Nobody answers: what is known here decides.</param>
    /// <returns>The decision, and whether the store is to be asked: for units that are missing, or for more before they are.</returns>
    public (QuotaDecision Decision, bool MayAsk) Take(Plan plan, IReadOnlyList<QuotaAmount> amounts, DateTimeOffset at, bool isOffline)
    {
        lock (_lock)
        {
            Turn(at);
            _plan = plan;
            Interlocked.Exchange(ref _lastUse, at.UtcTicks);
            List<QuotaBalance>? missing = null;
            bool mayAsk = false;
            foreach (QuotaAmount amount in amounts)
            {
                LeasedMeter meter = _meters[(int)amount.Meter];
                if (!meter.Has(plan, amount.Units, isOffline))
                {
                    (missing ??= []).Add(meter.Balance(plan));
                    mayAsk |= !isOffline && !meter.IsEmpty(at);
                }
            }

            if (missing is not null)
            {
                return (new QuotaDecision(missing), mayAsk);
            }

            bool isLow = false;
            foreach (QuotaAmount amount in amounts)
            {
                LeasedMeter meter = _meters[(int)amount.Meter];
                meter.Take(amount.Units);
                isLow |= meter.IsAsking(plan, at);
            }

            return (QuotaDecision.Taken, isLow);
        }
    }

    /// <summary>Units that a call waits for; with a minus sign when it does so no longer.</summary>
    public void Want(IReadOnlyList<QuotaAmount> amounts, int sign)
    {
        lock (_lock)
        {
            foreach (QuotaAmount amount in amounts)
            {
                LeasedMeter meter = _meters[(int)amount.Meter];
                meter.Wanted = Math.Max(0, meter.Wanted + (sign * amount.Units));
            }
        }
    }

    public void Return(IReadOnlyList<QuotaAmount> amounts, DateTimeOffset taken)
    {
        lock (_lock)
        {
            foreach (QuotaAmount amount in amounts)
            {
                LeasedMeter meter = _meters[(int)amount.Meter];
                if (QuotaMeters.StartOf(amount.Meter, taken) == meter.Start)
                {
                    meter.Return(amount.Units);
                }
            }
        }
    }

    public IReadOnlyList<QuotaBalance> Balances(Plan plan, DateTimeOffset at)
    {
        lock (_lock)
        {
            Turn(at);
            _plan = plan;
            return [.. _meters.Select(meter => meter.Balance(plan))];
        }
    }

    /// <summary>Whether the store never answered about a limit of the plan.</summary>
    public bool IsUnknown(Plan plan, DateTimeOffset at)
    {
        lock (_lock)
        {
            Turn(at);
            _plan = plan;
            return _meters.Any(meter => meter.IsUnknown(plan));
        }
    }

    /// <summary>
    /// Whether nobody used it for long, nothing is under way, and the store holds nothing for it that is not used.
    /// </summary>
    /// <param name="before">How long.</param>
    /// <param name="recorded">What this server's own records add up to, for the time that follows.</param>
    /// <param name="at">Now.</param>
    public bool IsIdle(DateTimeOffset before, Func<QuotaMeter, long> recorded, DateTimeOffset at)
    {
        lock (_lock)
        {
            Turn(at);
            return LastUse < before
                && _meters.All(meter => meter.Wanted == 0 && !meter.IsDue(_plan) && meter.Used == recorded(meter.Meter));
        }
    }

    /// <summary>What calls wait for or will want soon: one element for each meter with a limit in the plan.</summary>
    public List<QuotaTake> Asks(DateTimeOffset at)
    {
        lock (_lock)
        {
            Turn(at);
            return Messages(meter => meter.IsAsking(_plan, at), isRelease: false, at);
        }
    }

    /// <summary>What is told without being asked: units that are idle since the last call, or that the store does not know.</summary>
    public List<QuotaTake> Reports(DateTimeOffset at)
    {
        lock (_lock)
        {
            Turn(at);
            return Messages(meter => meter.IsDue(_plan) && meter.Wanted == 0, isRelease: true, at);
        }
    }

    /// <summary>Questions about every limit of the plan, that take and hold nothing.</summary>
    public List<QuotaTake> Looks(Plan plan, DateTimeOffset at)
    {
        lock (_lock)
        {
            _plan = plan;
            return
            [
                .. _meters.Where(meter => meter.IsLimited(plan)).Select(meter => new QuotaTake(
                    Subject, plan.Id, SharedQuota.NameOf(meter.Meter), SharedQuota.PeriodOf(meter.Meter, at), 0, 0, 0, 0)),
            ];
        }
    }

    /// <summary>Takes over an answer to <see cref="Looks"/>: what all servers used, this one included.</summary>
    public void See(QuotaGrant grant, DateTimeOffset at)
    {
        lock (_lock)
        {
            if (_meters.FirstOrDefault(meter => SharedQuota.NameOf(meter.Meter) == grant.Meter) is { } meter)
            {
                meter.Load(QuotaMeters.StartOf(meter.Meter, at), used: 0, new SharedQuota(grant.Limit, grant.Total));
            }
        }
    }

    public void Apply(QuotaTake take, QuotaGrant grant, DateTimeOffset at)
    {
        lock (_lock)
        {
            if (_meters.FirstOrDefault(meter => SharedQuota.NameOf(meter.Meter) == grant.Meter) is { } meter)
            {
                meter.Apply(take, grant, at);
            }
        }
    }

    private List<QuotaTake> Messages(Func<LeasedMeter, bool> which, bool isRelease, DateTimeOffset at) =>
        [.. _meters.Where(which).Select(meter => meter.Message(Subject, _plan.Id, isRelease, at))];

    private void Turn(DateTimeOffset at)
    {
        foreach (LeasedMeter meter in _meters)
        {
            meter.Turn(at);
        }
    }
}
