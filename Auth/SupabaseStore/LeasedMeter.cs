using StreamServer.Auth.Limits;
using StreamServer.Auth.Plans;

namespace StreamServer.Auth.SupabaseStore;

/// <summary>
/// One meter of one subject in one period, as this server knows it. Not thread-safe: <see cref="LeasedAccount"/> has the lock.
/// What holds at any time: the shared store counts at least <see cref="Held"/> units for this server.
/// </summary>
internal sealed class LeasedMeter(QuotaMeter meter)
{
    /// <summary>Requests of the last one's size that a lease is asked for; the store gives less near the limit.</summary>
    private const int LeaseRequests = 64;

    /// <summary>A lease that is worth fewer requests is filled up before it is used up.</summary>
    private const int LowRequests = 4;

    public QuotaMeter Meter { get; } = meter;

    /// <summary>Begin of the period; null for credits.</summary>
    public DateTimeOffset? Start { get; private set; }

    /// <summary>Units that were used, or taken for work under way.</summary>
    public long Used { get; private set; }

    /// <summary>Units that the shared store gave to this server; less than <see cref="Used"/> after an outage.</summary>
    public long Held { get; private set; }

    /// <summary>Units of the other servers, when the store answered last.</summary>
    public long Others { get; private set; }

    /// <summary>Limit, when the store answered last; null when it never did, or for none.</summary>
    public long? Limit { get; private set; }

    /// <summary>Whether the store has answered for this period, now or before the last start.</summary>
    public bool IsKnown { get; private set; }

    /// <summary>Units that calls wait for.</summary>
    public long Wanted { get; set; }

    /// <summary>Number of the last message.</summary>
    public long Sequence { get; private set; }

    private long _typical;
    private bool _isIdle;

    // What the store holds is not known before it answers: such a message is followed by another.
    private bool _isUnanswered;
    private DateTimeOffset _emptyUntil;

    public bool IsLimited(Plan plan) => Planned(plan) is not null;

    /// <summary>Begins anew when the period is over.</summary>
    public void Turn(DateTimeOffset at)
    {
        DateTimeOffset? start = QuotaMeters.StartOf(Meter, at);
        if (start > Start)
        {
            Load(start, used: 0, known: null);
        }
    }

    /// <param name="start">Of the period.</param>
    /// <param name="used">What this server's own records add up to.</param>
    /// <param name="known">What the store said before the last start.</param>
    public void Load(DateTimeOffset? start, long used, SharedQuota? known)
    {
        (Start, Used, Held, Wanted) = (start, used, 0, 0);
        (_typical, _isIdle, _isUnanswered, _emptyUntil) = (0, false, false, default);
        (IsKnown, Limit, Others) = known is { } quota ? (true, quota.Limit, quota.Others) : (false, null, 0);
    }

    /// <summary>Whether the units are there, as far as this server may decide alone.</summary>
    /// <param name="isOffline">Nobody answers: what was left when the store answered last is what there is.</param>
    public bool Has(Plan plan, long units, bool isOffline) =>
        !IsLimited(plan) || Used + units <= (isOffline ? Math.Max(Held, Alone(plan)) : Held);

    /// <summary>Whether the store said a moment ago that there are not as many units.</summary>
    public bool IsEmpty(DateTimeOffset at) => at < _emptyUntil;

    public void Take(long units)
    {
        Used += units;
        _typical = Math.Max(units, _typical / 2);
        _isIdle = false;
    }

    public void Return(long units) => Used = Math.Max(0, Used - units);

    /// <summary>Whether the store is to be asked: calls wait, it never answered, or a lease runs out soon and more may be had.</summary>
    public bool IsAsking(Plan plan, DateTimeOffset at) => IsLimited(plan) && (Wanted > 0 || !IsKnown || IsLow(at));

    /// <summary>Whether the store never answered about a limit.</summary>
    public bool IsUnknown(Plan plan) => IsLimited(plan) && !IsKnown;

    /// <summary>Whether there is something to tell although nobody waits: units that lie idle, or that the store does not know.</summary>
    public bool IsDue(Plan plan)
    {
        bool isIdle = _isIdle;
        _isIdle = true;
        return IsLimited(plan) && (Used > Held || _isUnanswered || (isIdle && Used != Held));
    }

    /// <summary>The next message.</summary>
    /// <param name="isRelease">Gives back what is not used.</param>
    /// <param name="now">Also makes messages after a restart newer than all before it.</param>
    public QuotaTake Message(string subject, string plan, bool isRelease, DateTimeOffset now)
    {
        // Before the message leaves: what is given back must not be used while it travels.
        Held = isRelease ? Used : Math.Max(Held, Used);
        _isUnanswered = true;
        Sequence = Math.Max(Sequence + 1, (now - DateTimeOffset.UnixEpoch).Ticks);
        return new QuotaTake(
            subject,
            plan,
            SharedQuota.NameOf(Meter),
            SharedQuota.PeriodOf(Meter, now),
            Held,
            Math.Max(0, Used + Wanted - Held),
            isRelease ? 0 : Math.Max(_typical, Wanted) * LeaseRequests,
            Sequence);
    }

    public void Apply(QuotaTake take, QuotaGrant grant, DateTimeOffset now)
    {
        if (SharedQuota.PeriodOf(Meter, now) != grant.Period || take.Sequence != Sequence)
        {
            return;
        }

        if (grant.Sequence > Sequence)
        {
            // This machine's clock went back since an earlier start: the message was taken for an old one.
            Sequence = grant.Sequence;
            return;
        }

        _isUnanswered = false;
        Held = grant.Taken;
        (IsKnown, Limit, Others) = (true, grant.Limit, grant.Total - grant.Taken);
        _emptyUntil = grant.Taken < take.Held + take.Need ? now + SharedQuota.EmptyFor : default;
    }

    public QuotaBalance Balance(Plan plan)
    {
        long? limit = IsLimited(plan) ? Alone(plan) + Others : null;
        long used = limit is null ? Used : Used + Others;
        return new QuotaBalance(Meter, limit, used, QuotaMeters.EndOf(Meter, Start ?? DateTimeOffset.UnixEpoch));
    }

    private bool IsLow(DateTimeOffset at) =>
        !IsEmpty(at) && Held - Used < _typical * LowRequests && Limit - Others - Held > _typical * LeaseRequests * 2;

    /// <summary>What the plan says; of credits what a new key starts with.</summary>
    private long? Planned(Plan plan) =>
        Meter == QuotaMeter.Credits ? plan.Credits * QuotaMeters.MicroCredits : QuotaMeters.LimitOf(plan, Meter);

    /// <summary>What this server may use in all, if the others stand still.</summary>
    private long Alone(Plan plan) => (Limit ?? Planned(plan)!.Value) - Others;
}
