using System.Globalization;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Words;

/// <summary>
/// Dotted abbreviations in another script, completed in that script. Every written letter stays, in order:
/// only letters are added.
/// </summary>
internal static class IndicAbbreviations
{
    /// <summary>The Devanagari sign of abbreviation stands for a dot.</summary>
    public const char AbbreviationSign = '\u0970';

    /// <summary>
    /// The full form of the abbreviation that starts at an index and holds the dot at <paramref name="dot"/>; null when there is none.
    /// </summary>
    public static string? Find(Vocabulary words, ReadOnlySpan<char> source, int start, int dot, out int end)
    {
        foreach ((string written, string said) in source.OpensWord(start) ? words[MapName.FullForms].Forms : [])
        {
            end = start + written.Length;
            if (end > dot && Matches(source, start, written) && (written[^1] == '.' || source.ClosesWord(end)))
            {
                return said;
            }
        }

        end = dot;
        return null;
    }

    /// <summary>One syllable, or the name of a Latin letter.</summary>
    public static bool IsInitial(Vocabulary words, ReadOnlySpan<char> word)
    {
        if (word.IsEmpty || words[ListName.LetterNames].Contains(word))
        {
            return !word.IsEmpty;
        }

        int letters = 0;
        for (int i = 0; i < word.Length; i++)
        {
            bool joined = i > 0 && word[i - 1] is '\u094D' or '\u0C4D';
            letters += char.GetUnicodeCategory(word[i]) == UnicodeCategory.OtherLetter && !joined ? 1 : 0;
        }

        return letters == 1 && word.Length <= 5;
    }

    // Between initials, or behind the last of them.
    private static bool EndsInitials(Vocabulary words, ReadOnlySpan<char> source, int dot)
    {
        int start = WordStart(source, dot, 0);
        if (!IsInitial(words, source[start..dot]))
        {
            return false;
        }

        int next = dot + 1;
        while (next - dot < 10 && Characters.IsIndicLetterOrMark(source.At(next)))
        {
            next++;
        }

        if (source.At(dot + 1) == ' ' && words[ListName.LetterNames].Contains(source[start..dot]))
        {
            // Letters with a space behind each dot.
            int second = dot + 2;
            while (second - dot < 10 && Characters.IsIndicLetterOrMark(source.At(second)))
            {
                second++;
            }

            if (source.At(second) == '.' && words[ListName.LetterNames].Contains(source[(dot + 2)..second]))
            {
                return true;
            }
        }

        bool last = source.At(next) != '.' && next > dot + 1 && words[ListName.LetterNames].Contains(source[(dot + 1)..next]);
        if (last)
        {
            return true;
        }

        bool followed = next > dot + 1 && source.At(next) == '.' && IsInitial(words, source[(dot + 1)..next]);
        bool follows = source.At(start - 1) == '.' && start > 1 && IsInitial(words, source[WordStart(source, start - 1, 0)..(start - 1)]);
        return followed || (follows && Characters.IsWord(source.At(source.SkipBlanks(dot + 1))));
    }

    /// <summary>Whether the dot at an index ends one of the abbreviations.</summary>
    public static bool EndsAt(Vocabulary words, ReadOnlySpan<char> source, int dot)
    {
        if (dot == 0 || !Characters.IsIndicLetterOrMark(source[dot - 1]))
        {
            return false;
        }

        foreach ((string written, _) in words[MapName.FullForms].Forms)
        {
            int start = dot + 1 - written.Length;
            if (start >= 0 && Matches(source, start, written) && OpensIndicWord(source, start))
            {
                return true;
            }
        }

        int word = WordStart(source, dot, 0);
        int next = source.SkipBlanks(dot + 1);
        bool numbered = char.IsAsciiDigit(source.At(next)) || Characters.IsIndicDigit(source.At(next));
        if (numbered && words[MapName.NumberedWords].Find(source[word..dot]) is not null)
        {
            return true;
        }

        return EndsUnit(words, source, dot) || EndsInitials(words, source, dot);
    }

    // Hours and minutes behind a number.
    private static bool EndsUnit(Vocabulary words, ReadOnlySpan<char> source, int dot)
    {
        foreach ((string written, _) in words[MapName.UnitForms].Forms)
        {
            int start = dot + 1 - written.Length;
            if (start > 0 && written[^1] == '.' && Matches(source, start, written))
            {
                int number = source[start - 1] == ' ' ? start - 2 : start - 1;
                return char.IsAsciiDigit(source.At(number)) || Characters.IsIndicDigit(source.At(number));
            }
        }

        return false;
    }

    /// <summary>Whether the dot at an index stands in or behind a full form in Latin letters.</summary>
    public static bool HoldsDot(Vocabulary words, ReadOnlySpan<char> source, int dot)
    {
        foreach ((string written, _) in words[MapName.FullForms].Forms)
        {
            for (int place = written.IndexOf('.'); place >= 0; place = written.IndexOf('.', place + 1))
            {
                int start = dot - place;
                if (start >= 0 && Matches(source, start, written) && source.OpensWord(start))
                {
                    return true;
                }
            }
        }

        return false;
    }

    // Digits may touch the word on its left: they are in words, and apart, when the rule looks at it.
    private static bool OpensIndicWord(ReadOnlySpan<char> source, int start) =>
        source.OpensWord(start) || char.IsAsciiDigit(source[start - 1]) || Characters.IsIndicDigit(source[start - 1]);

    private static bool Matches(ReadOnlySpan<char> source, int start, string written)
    {
        if (source.Length - start < written.Length)
        {
            return false;
        }

        for (int i = 0; i < written.Length; i++)
        {
            char c = source[start + i];
            if (c != written[i] && !(written[i] == '.' && c == AbbreviationSign))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Where the Indic word that ends at an index starts, at most eight units back and not before a floor.</summary>
    public static int WordStart(ReadOnlySpan<char> source, int at, int floor)
    {
        int start = at;
        while (start > floor && at - start < 8 && Characters.IsIndicLetterOrMark(source[start - 1]))
        {
            start--;
        }

        return start;
    }
}
