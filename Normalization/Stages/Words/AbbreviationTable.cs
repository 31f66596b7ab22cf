using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Words;

/// <summary>Asks the vocabulary for abbreviations. Nothing is guessed: what is not listed stays.</summary>
internal static class AbbreviationTable
{
    /// <summary>A word that a dot follows.</summary>
    /// <param name="closes">Whether the dot may be a full stop as well.</param>
    public static string? FindDotted(Vocabulary words, ReadOnlySpan<char> word, out bool closes)
    {
        string? spoken = words[MapName.ClosingAbbreviations].Find(word);
        closes = spoken is not null;
        return spoken ?? words[MapName.LeadingAbbreviations].Find(word);
    }

    /// <summary>Keyboard text with a slash in it or behind it.</summary>
    public static string? FindSlashed(Vocabulary words, ReadOnlySpan<char> word) =>
        words[MapName.SlashedCapitals].Find(word) ?? words[MapName.SlashedLetters].Find(word);

    /// <summary>Whether the dot at an index belongs to an abbreviation or an initial rather than to the sentence.</summary>
    public static bool EndsAt(Vocabulary words, ReadOnlySpan<char> source, int dot)
    {
        int start = dot;
        while (start > 0 && dot - start < 8 && char.IsAsciiLetter(source[start - 1]))
        {
            start--;
        }

        if (start > 0 && Characters.IsWord(source[start - 1]) && !char.IsAsciiDigit(source[start - 1]) && start != dot)
        {
            return false;
        }

        if (words.HasLatinForms && IndicAbbreviations.HoldsDot(words, source, dot))
        {
            return true;
        }

        if (start == dot)
        {
            return IndicAbbreviations.EndsAt(words, source, dot);
        }

        return IsAbbreviation(words, source, start, dot);
    }

    private static bool IsAbbreviation(Vocabulary words, ReadOnlySpan<char> source, int start, int dot)
    {
        ReadOnlySpan<char> word = source[start..dot];
        int next = source.SkipBlanks(dot + 1);
        bool inside = word.Length <= 3 && source.At(start - 1) == '.';
        bool initial = word.Length == 1 && Initials.IsOne(source, start, next);
        bool numbered = char.IsAsciiDigit(source.At(next)) || Characters.IsIndicDigit(source.At(next));
        return inside || initial || word is "St" || FindDotted(words, word, out _) is not null
            || (numbered && (word is "Rs" || words[MapName.NumberedWords].Find(word) is not null));
    }
}
