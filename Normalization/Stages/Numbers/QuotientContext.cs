using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Numbers;

/// <summary>What the words around two numbers with a slash say about them.</summary>
internal static class QuotientContext
{
    private const int MaxBefore = 24;

    private static readonly string[] PairsBefore = ["Runway", "Runways", "runway", "runways", "designated", "Route", "Routes", "route", "blackjack"];

    private static readonly string[] PairsBehind = [" attack", " terror", " हमल", " దాడు"];

    private static readonly string[] PlacesBefore =
        ["Plot", "plot", "Flat", "House", "Survey", "Door", "धारा", "धाराओं", "प्लॉट", "मकान", "नंबर", "नं.", "सेक्शन", "సెక్షన్", "ప్లాట్", "నంబర్", "నం.", "నెం.", "number"];

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
        int end = source.Length - rest.Length;
        return (AddressWords.OpensAddress(source, at) && AddressWords.Follow(source, end)) || Follows(source, at, PlacesBefore);
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
