using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Dates;

/// <summary>
/// Chapter and verse of a scripture, which are no time of day: <c>Psalm 23:4</c>, <c>1 Cor 13:4-7</c>, <c>Quran 2:255</c>.
/// </summary>
internal sealed class VerseRule : ITextRule
{
    private const int MaxBook = 16;

    public SearchValues<char> Triggers => Characters.Digits;

    public bool Concerns(SpokenText text) => text.Source.Contains(':') && text.Source.ContainsAny(Characters.Digits);

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int colon = at;
        if (!Digits.TryRead(source, ref colon, 3, out int chapter) || source.At(colon) != ':'
            || !FollowsBook(LanguageCatalog.Words(text), source, at))
        {
            return NumberToken.EndOfDigits(source, at);
        }

        int end = colon + 1;
        if (!Digits.TryRead(source, ref end, 3, out int verse) || !source.ClosesWord(end) || source.At(end) == ':')
        {
            return colon;
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        text.Begin(at);
        language.SayInteger(text, chapter);
        language.SayInteger(text, verse);
        int last = end + 1;
        if (Characters.IsDash(source.At(end)) && Digits.TryRead(source, ref last, 3, out int lastVerse) && source.ClosesWord(last))
        {
            text.Say(language.To);
            language.SayInteger(text, lastVerse);
            end = last;
        }

        text.End(end);
        return end;
    }

    private static bool FollowsBook(Vocabulary words, ReadOnlySpan<char> source, int at)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, at - MaxBook)..at];
        ReadOnlySpan<char> trimmed = before.TrimEnd(" .");
        int start = trimmed.Length;
        while (start > 0 && (char.IsAsciiLetter(trimmed[start - 1]) || Characters.IsIndicLetterOrMark(trimmed[start - 1])))
        {
            start--;
        }

        return trimmed.Length < before.Length && words[ListName.Scriptures].Contains(trimmed[start..]);
    }
}
