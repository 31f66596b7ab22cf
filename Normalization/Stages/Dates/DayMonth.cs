using System.Collections.Frozen;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Dates;

/// <summary>Decides by what stands around it whether <c>25/12</c> is a day and a month, without a year, or a fraction.</summary>
internal static class DayMonth
{
    private const int MaxBefore = 16;
    private const int MaxWord = 12;

    // Nothing but a date stands behind these.
    private static readonly FrozenSet<string> Sure = Set("on dated due date until till deadline wef weds mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday दिनांक तारीख तिथि తేదీ");

    // A date or a fraction may stand behind these.
    private static readonly FrozenSet<string> Likely = Set("by from to between and before after since is was ends starts begins arriving leaving through");

    private static readonly string[] SureBehind = [" को", " तक", " से", "న ", " నుండి", " వరకు", " at ", " Mon", " Tue", " Wed", " Thu", " Fri", " Sat", " Sun"];

    private static readonly string[] NeverBehind =
    [
        " attack", " terror", " vision", " of ", " cup", " tsp", " tbsp", " inch", " in.", " hp", " mile", " kg", " km", " share", " majority", " odds", " हमल", " దాడు", "-",
    ];

    private static readonly string[] NeverBefore =
        ["Runway ", "designated ", "Route ", "number ", "KDA ", "score ", "odds ", "ratio ", "size ", "धारा ", "नंबर ", "नं. ", "నం. ", "No. ", "no. ", "Plot ", "Flat "];

    /// <param name="end">Where the second number ends.</param>
    /// <param name="first">Value of the first number.</param>
    /// <param name="second">Value of the second number; one of the two is a month and the other one a day.</param>
    public static bool IsDate(ReadOnlySpan<char> source, int at, int end, int first, int second)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, at - MaxBefore)..at];
        ReadOnlySpan<char> rest = source[end..];
        if (EndsWithAny(before, NeverBefore) || StartsWithAny(rest, NeverBehind)
            || (AddressWords.OpensAddress(source, at) && AddressWords.Follow(source, end)))
        {
            return false;
        }

        bool padded = source[at] == '0' || (end >= 2 && source[end - 2] == '0');
        bool wide = end >= 2 && char.IsAsciiDigit(source[end - 2]);
        if (padded || (first > 12 && second is >= 10 and <= 12 && wide))
        {
            return true;
        }

        ReadOnlySpan<char> word = LastWord(before);
        if (Contains(Sure, word) || StartsWithAny(rest, SureBehind))
        {
            return true;
        }

        // Denominators that people use make fractions of them: "from 1/2 to 3/4".
        bool fraction = second is 2 or 3 or 4 or 5 or 8 or 10 && first < second;
        bool bracketed = before.EndsWith('(') && rest.At(0) == ')' && second > 12;
        return bracketed || (Contains(Likely, word) && !fraction && (second > 12 || first > 12 || second is 6 or 7 or 9 or 11 or 12 or 10));
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static bool Contains(FrozenSet<string> set, ReadOnlySpan<char> word) => set.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);

    private static ReadOnlySpan<char> LastWord(ReadOnlySpan<char> before)
    {
        ReadOnlySpan<char> trimmed = before.TrimEnd(" :-,.");
        int start = trimmed.Length;
        while (start > 0 && trimmed.Length - start < MaxWord && (char.IsAsciiLetter(trimmed[start - 1]) || Characters.IsIndicLetterOrMark(trimmed[start - 1])))
        {
            start--;
        }

        return trimmed[start..];
    }

    private static bool StartsWithAny(ReadOnlySpan<char> text, string[] words)
    {
        foreach (string word in words)
        {
            if (text.StartsWith(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool EndsWithAny(ReadOnlySpan<char> text, string[] words)
    {
        foreach (string word in words)
        {
            if (text.EndsWith(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
