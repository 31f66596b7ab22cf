using System.Buffers;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Numbers;

/// <summary>What the words around two numbers with a slash say about them.</summary>
internal static class QuotientContext
{
    private const int MaxBefore = 24;
    private const int MaxBehind = 64;

    private static readonly string[] PairsBefore = ["Runway", "Runways", "runway", "runways", "designated", "Route", "Routes", "route", "blackjack"];

    private static readonly string[] PairsBehind = [" attack", " terror", " हमल", " దాడు"];

    private static readonly string[] PlacesBefore =
        ["Plot", "plot", "Flat", "House", "Survey", "Door", "धारा", "धाराओं", "प्लॉट", "मकान", "नंबर", "नं.", "सेक्शन", "సెక్షన్", "ప్లాట్", "నంబర్", "నం.", "నెం.", "number"];

    // In this much of the sentence behind the numbers an address goes on.
    private static readonly SearchValues<string> Streets = SearchValues.Create(
        ["रोड", "मार्ग", "गली", "नगर", "फ्लोर", "फ़्लोर", "स्ट्रीट", "मार्केट", "ब्लॉक", "सेक्टर", "कॉलोनी", "लेन", "चौक", "एवेन्यू", "రోడ్", "వీధి", "నగర్", "కాలనీ",
            " Road", " Rd", " Marg", " Nagar", " Cross", " Main Road", " Colony", " Layout", " Street", " Lane"],
        StringComparison.Ordinal);

    /// <summary>One number after the other, with nothing between them: <c>Runway 15/33</c>, <c>26/11 attacks</c>.</summary>
    public static bool IsPair(ReadOnlySpan<char> source, int at, ReadOnlySpan<char> rest)
    {
        foreach (string word in PairsBehind)
        {
            if (rest.StartsWith(word, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return Follows(source, at, PairsBefore);
    }

    /// <summary>Said with "by": the number of a house or plot, a paragraph of a law.</summary>
    public static bool IsPlace(ReadOnlySpan<char> source, int at, ReadOnlySpan<char> rest)
    {
        rest = rest[..Math.Min(rest.Length, MaxBehind)];
        int stop = rest.IndexOfAny(".।?!|\n");
        rest = stop < 0 ? rest : rest[..stop];
        int street = rest.IndexOfAny(Streets);
        bool address = street >= 0 && Opens(source, at);
        return address || Follows(source, at, PlacesBefore);
    }

    // An address starts with the number of the house, or behind a comma.
    private static bool Opens(ReadOnlySpan<char> source, int at)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, at - MaxBefore)..at].TrimEnd(' ');
        return before.IsEmpty || before[^1] is ',' or ':' or '\n' || before.EndsWith("No.") || before.EndsWith("नंबर", StringComparison.Ordinal);
    }

    private static bool Follows(ReadOnlySpan<char> source, int at, string[] words)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, at - MaxBefore)..at].TrimEnd(' ');
        foreach (string word in words)
        {
            if (before.EndsWith(word, StringComparison.Ordinal) && before.OpensWord(before.Length - word.Length))
            {
                return true;
            }
        }

        return false;
    }
}
