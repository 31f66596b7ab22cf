using System.Globalization;
using StreamServer.Normalization.Languages.Rules;

namespace StreamServer.Normalization.Stages.Dates;

/// <summary>Names of months and days, and which numbers make a date.</summary>
internal static class Calendar
{
    /// <summary>Longest name of a month, in characters.</summary>
    public const int MaxName = 10;

    /// <summary>1 to 12 for a name in Latin letters or its abbreviation; 0 for anything else.</summary>
    public static int MonthOf(Vocabulary words, ReadOnlySpan<char> name) =>
        name.Length >= 3 && words[MapName.Months].Find(name) is { } month ? int.Parse(month, CultureInfo.InvariantCulture) : 0;

    /// <summary>Two digits: 69 and above are of the last century (POSIX strptime).</summary>
    public static int FullYear(int year, int digits) => digits > 2 ? year : year < 69 ? 2000 + year : 1900 + year;

    public static bool IsDay(int day, int month) => day >= 1 && day <= (month is 2 ? 29 : month is 4 or 6 or 9 or 11 ? 30 : 31);

    public static bool IsMonth(int month) => month is >= 1 and <= 12;
}
