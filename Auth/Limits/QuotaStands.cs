namespace StreamServer.Auth.Limits;

/// <summary>Quotas in the units that callers know: characters, whole seconds and whole credits.</summary>
internal static class QuotaStands
{
    /// <summary>Adds the limits among the balances of an account.</summary>
    public static void Add(IReadOnlyList<QuotaBalance> balances, DateTimeOffset now, List<LimitStand> stands)
    {
        foreach (QuotaBalance balance in balances)
        {
            if (balance.Limit is { } limit)
            {
                long unit = UnitOf(balance.Meter);
                TimeSpan? window = QuotaMeters.EndOf(balance.Meter, now) - QuotaMeters.StartOf(balance.Meter, now);
                stands.Add(new LimitStand(
                    QuotaMeters.NameOf(balance.Meter),
                    limit / unit,
                    balance.Remaining!.Value / unit,
                    window,
                    balance.Resets - now,
                    UnitNameOf(balance.Meter)));
            }
        }
    }

    /// <summary>Units of a meter that make one for callers.</summary>
    public static long UnitOf(QuotaMeter meter) => meter switch
    {
        QuotaMeter.AudioDay or QuotaMeter.AudioMonth => 1000,
        QuotaMeter.Credits => QuotaMeters.MicroCredits,
        _ => 1,
    };

    private static string UnitNameOf(QuotaMeter meter) => meter switch
    {
        QuotaMeter.AudioDay or QuotaMeter.AudioMonth => "audio-seconds",
        QuotaMeter.Credits => "credits",
        _ => "characters",
    };
}
