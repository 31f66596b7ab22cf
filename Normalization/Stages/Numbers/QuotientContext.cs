using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;

namespace StreamServer.Normalization.Stages.Numbers;

/// <summary>What the words around two numbers with a slash say about them.</summary>
internal static class QuotientContext
{
    private const int MaxBefore = 24;

    /// <summary>One number after the other, with nothing between them: <c>Runway 15/33</c>, <c>26/11 attacks</c>.</summary>
    public static bool IsPair(Vocabulary words, ReadOnlySpan<char> source, int at, ReadOnlySpan<char> rest) =>
        words[ListName.PairFollowers].LengthAtStart(rest.TrimStart(' ')) > 0 || Follows(words[ListName.PairLeads], source, at);

    /// <summary>Said with "by": the number of a house or plot, a paragraph of a law.</summary>
    public static bool IsPlace(Vocabulary words, ReadOnlySpan<char> source, int at, ReadOnlySpan<char> rest)
    {
        int end = source.Length - rest.Length;
        return (AddressWords.OpensAddress(source, at) && AddressWords.Follow(words, source, end))
            || Follows(words[ListName.PlotLeads], source, at);
    }

    private static bool Follows(WordList leads, ReadOnlySpan<char> source, int at) =>
        leads.EndsWith(source[Math.Max(0, at - MaxBefore)..at].TrimEnd(' '));
}
