using System.Collections.Frozen;

namespace StreamServer.Inference.Tts.Prompt;

/// <summary>
/// Words that begin a clause, before which a speaker may pause where no comma is written: conjunctions and relative pronouns of
/// English, Hindi and Telugu. Pure.
/// </summary>
internal static class ClauseWords
{
    private static readonly FrozenSet<string> Opening = new[]
    {
        "and", "but", "or", "so", "because", "that", "which", "who", "whose", "where", "when", "while", "if", "unless", "until", "before",
        "after",
        "although", "though", "since", "whether",
        "और", "कि", "जो", "क्योंकि", "लेकिन", "परंतु", "मगर", "जब", "या", "अगर", "यदि", "ताकि", "इसलिए", "जबकि",
        "మరియు", "కానీ", "ఎందుకంటే", "లేదా", "అయితే", "కాబట్టి",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    // "in which", "of that": the clause begins with the word before.
    private static readonly FrozenSet<string> Prepositions = new[]
    {
        "in", "on", "at", "of", "for", "to", "with", "by", "from", "under", "over", "through", "about", "than", "as",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a clause begins with <paramref name="word"/> and not already with the word before it.</summary>
    public static bool Begin(string before, string word) =>
        Opening.Contains(word) && !Opening.Contains(before) && !Prepositions.Contains(before);
}
