using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Dates;

/// <summary>
/// Numbers in the plural: decades (<c>the 1990s</c>, <c>'90s</c>, <c>80s music</c>), ages (<c>in her 20s</c>, <c>under 19s</c>), several
/// of a kind
/// (<c>Boeing 747s</c>). Where a stretch of time is meant (<c>wait 20s</c>, <c>45s</c>) the <c>s</c> is left to the units. English only.
/// </summary>
internal sealed class DecadeRule : ITextRule
{
    private const int MaxWord = 16;

    private static readonly SearchValues<string> Endings = SearchValues.Create(
        ["0s", "1s", "2s", "3s", "4s", "5s", "6s", "7s", "8s", "9s", "0's", "0 s"], StringComparison.Ordinal);

    public SearchValues<char> Triggers => Characters.Digits;

    public bool Concerns(SpokenText text) => text.Source.ContainsAny(Endings);

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int end = at;
        if (!source.OpensWord(at) || !Digits.TryRead(source, ref end, 4, out int number))
        {
            return NumberToken.EndOfDigits(source, at);
        }

        int last = LastOfPlural(source, end, number, end - at);
        if (last == 0 || source.At(at - 1) is '.' or ',' or '$' or ':' or '/')
        {
            return end;
        }

        bool second = at >= 3 && Characters.IsDash(source[at - 1]) && source[at - 2] == 's' && char.IsAsciiDigit(source[at - 3]);
        bool quoted = source.At(at - 1) == '\'';
        bool decade = end - at == 4 ? number % 10 == 0 && number is >= 1100 and <= 2190
            : IsPlural(LanguageCatalog.Words(text), source, at, end, last, number, quoted || second);
        if (!decade)
        {
            return end;
        }

        text.Begin((quoted || second) && at > text.Consumed ? at - 1 : at);
        text.Say(second ? LanguageCatalog.Latin(text).To : "");
        Say(text, source[at..end]);
        text.End(last + 1);
        return text.Consumed;
    }

    // Index of the s; "1980 s" and "1980's" are decades too.
    private static int LastOfPlural(ReadOnlySpan<char> source, int end, int number, int digits)
    {
        bool decade = number % 10 == 0;
        int last = source.At(end) is '\'' && decade ? end + 1 : source.At(end) == ' ' && digits == 4 && decade ? end + 1 : end;
        return source.At(last) == 's' && source.ClosesWord(last + 1) && source.At(last + 1) != '\'' ? last : 0;
    }

    private static bool IsPlural(Vocabulary words, ReadOnlySpan<char> source, int at, int end, int last, int number, bool marked)
    {
        if (end - at is < 2 or > 3 || source[at] == '0')
        {
            return false;
        }

        if (marked)
        {
            return number is >= 20 and <= 90 && number % 10 == 0;
        }

        ReadOnlySpan<char> word = WordBefore(source, at);
        if (word.IsEmpty && char.IsAsciiDigit(source.At(at - 2)) | Characters.IsDash(source.At(at - 1)))
        {
            return false;
        }

        if (words[ListName.DurationFollowers].Contains(WordBehind(source, last + 1)))
        {
            return false;
        }

        if (words[ListName.PluralLeads].Contains(word) || FollowsPlural(source, at, word))
        {
            return true;
        }

        // "80s music", "70s style"; "Boeing 747s", "He 111s": a name.
        bool decade = end - at == 2 && number >= 20 && number % 10 == 0;
        return decade ? !words[ListName.DurationLeads].Contains(word) && !IsMeasure(source, at)
            && (!word.IsEmpty || char.IsAsciiLetter(source.At(source.SkipBlanks(last + 1))))
            : number % 10 != 0 && end - at == 3 && !word.IsEmpty && char.IsAsciiLetterUpper(word[0])
            && !words[ListName.DurationLeads].Contains(word);
    }

    // "the 60s and 70s", "the 80s, 90s"
    private static bool FollowsPlural(ReadOnlySpan<char> source, int at, ReadOnlySpan<char> word)
    {
        int end = word is "and" or "or" or "to" ? at - word.Length - 1 : at;
        ReadOnlySpan<char> before = source[Math.Max(0, end - MaxWord)..end].TrimEnd(" ,");
        return before.Length < end - Math.Max(0, end - MaxWord)
            && (before.EndsWith("ties") || before.EndsWith("hundreds") || before.EndsWith("thousands") || before.EndsWith("teens"));
    }

    // "1m 30s", "2h 20s"
    private static bool IsMeasure(ReadOnlySpan<char> source, int at)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, at - MaxWord)..at].TrimEnd(' ');
        return before.Length > 1 && before[^1] is 'm' or 'h' or 'n' or 's'
            && char.IsAsciiDigit(before.TrimEnd("minhrs").At(before.TrimEnd("minhrs").Length - 1));
    }

    private static ReadOnlySpan<char> WordBefore(ReadOnlySpan<char> source, int at)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, at - MaxWord)..at];
        ReadOnlySpan<char> trimmed = before.TrimEnd(" -");
        return trimmed.Length == before.Length ? [] : trimmed[(trimmed.LastIndexOfAnyExcept(Characters.AsciiLetters) + 1)..];
    }

    private static ReadOnlySpan<char> WordBehind(ReadOnlySpan<char> source, int end)
    {
        int start = source.At(end) is ' ' or '-' ? end + 1 : end;
        int close = start;
        while (close - start < MaxWord && char.IsAsciiLetter(source.At(close)))
        {
            close++;
        }

        return source[start..close];
    }

    private static void Say(SpokenText text, ReadOnlySpan<char> digits)
    {
        LanguageRules language = LanguageCatalog.Latin(text);
        if (digits.Length == 4 && LanguageCatalog.Words(text)[MapName.Decades].Find(digits) is { } whole)
        {
            text.Say(whole);
            return;
        }

        if (digits.Length == 4)
        {
            language.SayInteger(text, int.Parse(digits[..2]));
            text.Say(LanguageCatalog.Words(text)[MapName.Decades].Find(digits[2..]));
            return;
        }

        if (LanguageCatalog.Words(text)[MapName.Decades].Find(digits) is { } decade)
        {
            text.Say(decade);
            return;
        }

        language.SayInteger(text, int.Parse(digits));
        language.MakePlural(text);
    }
}
