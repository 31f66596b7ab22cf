using System.Collections.Frozen;

namespace StreamServer.Normalization.Stages.Dates;

/// <summary>Names of months and days, and which numbers make a date.</summary>
internal static class Calendar
{
    /// <summary>Longest name of a month, in characters.</summary>
    public const int MaxName = 10;

    private static readonly FrozenDictionary<string, int> EnglishMonths = new Dictionary<string, int>
    {
        ["january"] = 1,
        ["jan"] = 1,
        ["february"] = 2,
        ["feb"] = 2,
        ["march"] = 3,
        ["mar"] = 3,
        ["april"] = 4,
        ["apr"] = 4,
        ["may"] = 5,
        ["june"] = 6,
        ["jun"] = 6,
        ["july"] = 7,
        ["jul"] = 7,
        ["august"] = 8,
        ["aug"] = 8,
        ["september"] = 9,
        ["sep"] = 9,
        ["sept"] = 9,
        ["october"] = 10,
        ["oct"] = 10,
        ["november"] = 11,
        ["nov"] = 11,
        ["december"] = 12,
        ["dec"] = 12,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> Months =
        EnglishMonths.GetAlternateLookup<ReadOnlySpan<char>>();

    // Spellings in use: with and without nukta, chandrabindu and anusvara; none of them is changed.
    private static readonly FrozenSet<string> IndicMonths = new[]
    {
        "जनवरी", "फरवरी", "फ़रवरी", "फ़रवरी", "मार्च", "अप्रैल", "मई", "जून", "जुलाई", "अगस्त", "सितंबर", "सितम्बर", "अक्टूबर", "अक्तूबर", "नवंबर",
        "नवम्बर", "दिसंबर", "दिसम्बर", "अग", "सित", "अक्टू", "दिस", "फर", "अप्रै", "జనవరి", "ఫిబ్రవరి", "మార్చి", "ఏప్రిల్", "మే", "జూన్", "జులై", "జూలై", "ఆగస్టు", "ఆగస్ట్", "సెప్టెంబర్", "సెప్టెంబరు",
        "అక్టోబర్", "అక్టోబరు", "నవంబర్", "నవంబరు", "డిసెంబర్", "డిసెంబరు",
    }.ToFrozenSet();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Indic = IndicMonths.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>1 to 12 for an English name or its abbreviation; 0 for anything else.</summary>
    public static int MonthOf(ReadOnlySpan<char> name) => name.Length >= 3 && Months.TryGetValue(name, out int month) ? month : 0;

    /// <summary>Whether a word is the Hindi or Telugu name of a month.</summary>
    public static bool IsIndicMonth(ReadOnlySpan<char> name) => Indic.Contains(name);

    /// <summary>Two digits: 69 and above are of the last century (POSIX strptime).</summary>
    public static int FullYear(int year, int digits) => digits > 2 ? year : year < 69 ? 2000 + year : 1900 + year;

    public static bool IsDay(int day, int month) => day >= 1 && day <= (month is 2 ? 29 : month is 4 or 6 or 9 or 11 ? 30 : 31);

    public static bool IsMonth(int month) => month is >= 1 and <= 12;
}
