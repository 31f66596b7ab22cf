using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Numbers;

/// <summary>
/// Roman numerals where the word before makes them numerals: an ordinal after the name of a ruler (<c>Henry VIII</c>), a cardinal after
/// a word that is numbered (<c>Chapter IV</c>), an ordinal before <c>century</c>. On their own only those that can be nothing else
/// (<c>II</c>, <c>XIII</c>), never <c>I</c> or <c>MIX</c>.
/// </summary>
internal sealed class RomanRule : ITextRule
{
    private const int MaxNumeral = 12;
    private const int MaxContext = 24;

    // Signs that leave no trace between two words.
    private const string Unsaid = "- \n\t*_~`\"'#<>\\^{}";

    public SearchValues<char> Triggers { get; } = SearchValues.Create("IVXLCDM");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int end = at;
        while (end - at < MaxNumeral && Triggers.Contains(source.At(end)))
        {
            end++;
        }

        Vocabulary words = LanguageCatalog.Words(text);
        int ending = words[ListName.RomanOrdinalEndings].LengthOfWholeAtStart(source[end..]);
        bool ordinal = ending > 0;
        if (!source.OpensWord(at) || !(source.ClosesWord(end) || ordinal) || !TryParse(source[at..end], out int value))
        {
            return end;
        }

        ReadOnlySpan<char> before = source[Math.Max(0, at - MaxContext)..at];
        ReadOnlySpan<char> gap = before[before.TrimEnd(Unsaid).Length..];
        before = IsUnsaid(gap) ? before[..^gap.Length] : [];
        ReadOnlySpan<char> word = LastWord(before);
        ReadOnlySpan<char> earlier = before[..^word.Length].TrimEnd(' ');
        LanguageRules language = LanguageCatalog.For(text, at);
        Span<char> digits = stackalloc char[8];
        value.TryFormat(digits, out int length);
        bool sure = end - at > 1 || source[at] is 'V' or 'X' || (source[at] is 'I' && ending > 1 && words[ListName.Rulers].Contains(word));
        Kind kind = ordinal ? sure ? Kind.Ordinal : Kind.None : KindOf(words, source, at, end, value, word, LastWord(earlier));
        if (kind == Kind.None)
        {
            return end;
        }

        text.Begin(at);
        switch (kind)
        {
            case Kind.Ordinal:
                if (!ordinal || !language.TrySayWrittenOrdinal(text, digits[..length], source[end..], indian: false, out _))
                {
                    language.SayOrdinal(text, digits[..length], indian: false);
                }

                end += ending;
                break;
            case Kind.Regnal:
                language.SayRegnal(text, digits[..length]);
                break;
            default:
                language.SayInteger(text, value);
                break;
        }

        if (RangeEnd(source, end) is > 0 and int next && kind == Kind.Cardinal)
        {
            // The second numeral is the next that the rule meets.
            text.Say(language.To);
            text.Write(' ');
            text.EndExactly(next);
            _ = TryReadAt(source, next, out int last, out int lastEnd);
            text.Begin(next);
            language.SayInteger(text, last);
            end = lastEnd;
        }

        text.End(end);
        return end;
    }

    private static Kind KindOf(
        Vocabulary words, ReadOnlySpan<char> source, int at, int end, int value, ReadOnlySpan<char> word, ReadOnlySpan<char> earlier)
    {
        bool several = end - at > 1;
        if (several && words[ListName.Centuries].LengthAtStart(source[end..].TrimStart(Unsaid)) > 0)
        {
            return Kind.Ordinal;
        }

        bool person = words[ListName.Rulers].Contains(word);
        if (person && value < 40 && (several || source[at] is 'V' or 'X' || IsFirst(source, end, earlier)))
        {
            return Kind.Regnal;
        }

        bool readable = source[at] is 'I' or 'V' or 'X' or 'L' && !IsPronoun(source, at, end);
        if (readable && (IsNumbered(words, word, several) || RangeEnd(source, at, end) > 0 || IsListed(source, end, value)))
        {
            return word is "Model" && !several ? Kind.None : Kind.Cardinal;
        }

        // A name with a capital: "Alexios IV". Capitals are the name of a work: "GTA VI".
        if (several && value < 40 && word.Length > 1 && char.IsAsciiLetterUpper(word[0]) && source[at] is 'I' or 'V' or 'X')
        {
            bool capitals = !word.ContainsAnyInRange('a', 'z');
            bool name = !word.ContainsAnyInRange('A', 'Z') || !word[1..].ContainsAnyInRange('A', 'Z');
            if (capitals ? word.Length < 5 : name && value < 30)
            {
                return capitals ? Kind.Cardinal : Kind.Regnal;
            }
        }

        return value < 40 && source[at..end].Contains("II", StringComparison.Ordinal) ? Kind.Cardinal : Kind.None;
    }

    // "Chapter", "CHAPTER", "Chapters"; a small letter only before a numeral that can be nothing else.
    private static bool IsNumbered(Vocabulary words, ReadOnlySpan<char> word, bool several)
    {
        WordList things = words[ListName.RomanThings];
        if (things.Contains(word) || (word.Length > 2 && word[^1] == 's' && char.IsAsciiLetterUpper(word[0]) && things.Contains(word[..^1])))
        {
            return true;
        }

        if (word.IsEmpty || word.Length > MaxContext || !char.IsAsciiLetter(word[0]))
        {
            return false;
        }

        Span<char> title = stackalloc char[MaxContext];
        word.ToLowerInvariant(title);
        title[0] = char.ToUpperInvariant(title[0]);
        bool capitals = !word.ContainsAnyInRange('a', 'z');
        return (capitals || (several && word is "volume" or "chapter" or "section" or "article" or "figure")) && things.Contains(title[..word.Length]);
    }

    // "I–III", "III - VIII"
    private static int RangeEnd(ReadOnlySpan<char> source, int end) => RangeEnd(source, 0, end);

    private static int RangeEnd(ReadOnlySpan<char> source, int at, int end)
    {
        bool spaced = source.At(end) == ' ';
        int dash = spaced ? end + 1 : end;
        int next = spaced ? dash + 2 : dash + 1;
        if (!Characters.IsDash(source.At(dash)) || (spaced && source.At(dash + 1) != ' ') || !TryReadAt(source, next, out int last, out int lastEnd))
        {
            return 0;
        }

        bool sure = lastEnd - next > 1 || source[next] is 'V' or 'X';
        return sure && last is > 1 and < 100 ? next : 0;
    }

    // "I, II and III"
    private static bool IsListed(ReadOnlySpan<char> source, int end, int value)
    {
        int next = source.At(end) == ',' ? end + 1 : end;
        next = source.At(next) == ' ' ? next + 1 : next;
        next = source[Math.Min(next, source.Length)..].StartsWith("and ") ? next + 4 : next;
        return next > end + 1 && TryReadAt(source, next, out int following, out int close) && close - next > 1 && following == value + 1;
    }

    private static bool TryReadAt(ReadOnlySpan<char> source, int at, out int value, out int end)
    {
        end = at;
        while (end - at < MaxNumeral && source.At(end) is 'I' or 'V' or 'X' or 'L' or 'C')
        {
            end++;
        }

        value = 0;
        return end > at && source.ClosesWord(end) && TryParse(source[at..end], out value);
    }

    private static ReadOnlySpan<char> LastWord(ReadOnlySpan<char> before)
    {
        int start = before.Length;
        while (start > 0 && (char.IsLetter(before[start - 1]) || Characters.IsIndicLetterOrMark(before[start - 1])))
        {
            start--;
        }

        return before[start..];
    }

    // "I" is a number after the name of a ruler with a title, and where no verb follows: "Elizabeth I", but "Elizabeth I miss you".
    private static bool IsFirst(ReadOnlySpan<char> source, int end, ReadOnlySpan<char> title) =>
        title is "Queen" or "King" or "Emperor" or "Tsar" or "Pope" or "Empress"
        || (source.At(end) == ' ' && source[source.SkipBlanks(end)..].StartsWith("of ")) || MarkFollows(source, end);

    // "Title: I am"
    private static bool IsPronoun(ReadOnlySpan<char> source, int at, int end) => end - at == 1 && source[at] == 'I' && source[end..].StartsWith(" am") && source.ClosesWord(end + 3);

    private static bool MarkFollows(ReadOnlySpan<char> source, int end)
    {
        int word = end;
        while (word < source.Length && word - end < MaxContext && !Characters.IsWord(source[word]) && EmotionTags.LengthAt(source, word) == 0)
        {
            word++;
        }

        // Whatever stands there may become a mark.
        return word == source.Length || source[end..word].ContainsAnyExcept(' ');
    }

    // Not an empty line and not a dash between spaces, which are pauses.
    private static bool IsUnsaid(ReadOnlySpan<char> gap) =>
        !gap.IsEmpty && !gap.Contains("\n\n", StringComparison.Ordinal) && !gap.Contains(" - ", StringComparison.Ordinal) && !gap.Contains("--", StringComparison.Ordinal);

    // Canonical numerals only: what is written back must be what was read.
    private static bool TryParse(ReadOnlySpan<char> numeral, out int value)
    {
        value = 0;
        for (int i = 0; i < numeral.Length; i++)
        {
            int digit = ValueOf(numeral[i]);
            value += i + 1 < numeral.Length && ValueOf(numeral[i + 1]) > digit ? -digit : digit;
        }

        return value is > 0 and < 4000 && numeral.SequenceEqual(Format(value));
    }

    private static int ValueOf(char letter) => letter switch { 'I' => 1, 'V' => 5, 'X' => 10, 'L' => 50, 'C' => 100, 'D' => 500, _ => 1000 };

    private static string Format(int value)
    {
        ReadOnlySpan<(int Value, string Letters)> parts =
        [
            (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"),
            (4, "IV"), (1, "I"),
        ];
        string letters = "";
        foreach ((int part, string written) in parts)
        {
            while (value >= part)
            {
                letters += written;
                value -= part;
            }
        }

        return letters;
    }

    private enum Kind
    {
        None,
        Cardinal,
        Ordinal,

        /// <summary>As after the name of a ruler.</summary>
        Regnal,
    }
}
