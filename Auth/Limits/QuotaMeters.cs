using System.Globalization;
using StreamServer.Auth.Plans;

namespace StreamServer.Auth.Limits;

/// <summary>Period, limit and name of each meter.</summary>
internal static class QuotaMeters
{
    /// <summary>Units of a whole credit.</summary>
    public const long MicroCredits = PriceTable.MicroCredits;

    public static IReadOnlyList<QuotaMeter> All { get; } = Enum.GetValues<QuotaMeter>();

    /// <summary>Name of the period that a time is in: <c>2026-11-30</c>, <c>2026-11</c>, or empty for what has no period.</summary>
    public static string PeriodOf(QuotaMeter meter, DateTimeOffset time) => meter switch
    {
        QuotaMeter.CharactersDay or QuotaMeter.AudioDay => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        QuotaMeter.CharactersMonth or QuotaMeter.AudioMonth => time.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture),
        _ => "",
    };

    /// <summary>When the period of a time began; null for credits.</summary>
    public static DateTimeOffset? StartOf(QuotaMeter meter, DateTimeOffset time)
    {
        DateTime utc = time.UtcDateTime;
        return meter switch
        {
            QuotaMeter.CharactersDay or QuotaMeter.AudioDay => new DateTimeOffset(utc.Date, TimeSpan.Zero),
            QuotaMeter.CharactersMonth or QuotaMeter.AudioMonth => new DateTimeOffset(utc.Year, utc.Month, 1, 0, 0, 0, TimeSpan.Zero),
            _ => null,
        };
    }

    /// <summary>When the next period begins; null for credits.</summary>
    public static DateTimeOffset? EndOf(QuotaMeter meter, DateTimeOffset time) => meter switch
    {
        QuotaMeter.CharactersDay or QuotaMeter.AudioDay => StartOf(meter, time)?.AddDays(1),
        QuotaMeter.CharactersMonth or QuotaMeter.AudioMonth => StartOf(meter, time)?.AddMonths(1),
        _ => null,
    };

    /// <summary>Units that a plan allows in one period; null for no limit. What was granted of credits is not in the plan.</summary>
    public static long? LimitOf(Plan plan, QuotaMeter meter) => meter switch
    {
        QuotaMeter.CharactersDay => plan.CharactersPerDay,
        QuotaMeter.CharactersMonth => plan.CharactersPerMonth,
        QuotaMeter.AudioDay => plan.AudioSecondsPerDay * 1000,
        QuotaMeter.AudioMonth => plan.AudioSecondsPerMonth * 1000,
        _ => null,
    };

    /// <summary>Name of the limit in headers and problems.</summary>
    public static string NameOf(QuotaMeter meter) => meter switch
    {
        QuotaMeter.CharactersDay => "characters-day",
        QuotaMeter.CharactersMonth => "characters-month",
        QuotaMeter.AudioDay => "audio-day",
        QuotaMeter.AudioMonth => "audio-month",
        QuotaMeter.Credits => "credits",
        _ => throw new ArgumentOutOfRangeException(nameof(meter), meter, "A meter without a name."),
    };
}
