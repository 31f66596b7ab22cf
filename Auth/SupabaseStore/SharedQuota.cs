using StreamServer.Auth.Limits;

namespace StreamServer.Auth.SupabaseStore;

/// <summary>What the shared store said last of a quota.</summary>
/// <param name="Limit">Null for none.</param>
/// <param name="Others">Units of the other servers.</param>
internal readonly record struct SharedQuota(long? Limit, long Others)
{
    /// <summary>How long a quota that was empty is not asked for again: callers over their limit do not cost a round trip each.</summary>
    public static readonly TimeSpan EmptyFor = TimeSpan.FromSeconds(1);

    /// <summary>As the migrations spell it.</summary>
    public static string NameOf(QuotaMeter meter) => meter switch
    {
        QuotaMeter.CharactersDay => "characters_day",
        QuotaMeter.CharactersMonth => "characters_month",
        QuotaMeter.AudioDay => "audio_day",
        QuotaMeter.AudioMonth => "audio_month",
        QuotaMeter.Credits => "credits",
        _ => throw new ArgumentOutOfRangeException(nameof(meter), meter, "A meter without a name."),
    };

    /// <summary>First day of a period; the epoch for credits, which have none.</summary>
    public static DateOnly PeriodOf(QuotaMeter meter, DateTimeOffset time) =>
        DateOnly.FromDateTime((QuotaMeters.StartOf(meter, time) ?? DateTimeOffset.UnixEpoch).UtcDateTime);
}
