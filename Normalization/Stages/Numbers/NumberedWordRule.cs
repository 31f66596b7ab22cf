using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Numbers;

/// <summary>Abbreviations that are ones only before a number: <c>No. 5</c>, <c>p. 12</c>, <c>Fig. 3</c>.</summary>
internal sealed class NumberedWordRule : ITextRule
{
    public SearchValues<char> Triggers { get; } = SearchValues.Create(".");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int number = source.SkipBlanks(at + 1);
        bool money = CurrencyTable.OfSign(source.At(number)) is not null && char.IsAsciiDigit(source.At(number + 1));
        if (!char.IsAsciiDigit(source.At(number)) && !money && !IsRoman(source, number))
        {
            return at + 1;
        }

        int start = at;
        while (start > text.Consumed && at - start < 7
            && (char.IsAsciiLetter(source[start - 1]) || Characters.IsIndicLetterOrMark(source[start - 1])))
        {
            start--;
        }

        // A digit before a capital becomes a word apart: "5Vol. III".
        bool opens = source.OpensWord(start) || (char.IsAsciiLetterUpper(source[start]) && char.IsAsciiDigit(source[start - 1]));
        string? words = start < at && opens && !IsSpelled(source, start, at) ? LanguageCatalog.Words(text)[MapName.NumberedWords]
            .Find(source[start..at]) : null;
        if (words is "number" && start - 2 >= text.Consumed && source[start - 1] == '.' && source[start - 2] is 'H' or 'D'
            && source.OpensWord(start - 2))
        {
            // "H.No.", "D.No." of Indian addresses.
            start -= 2;
            words = source[start] == 'H' ? "house number" : "door number";
        }

        if (words is not null && start - 2 > text.Consumed && source[start - 1] == ' ' && source[start - 2] == '.'
            && Characters.IsIndicLetterOrMark(source[start]))
        {
            // An abbreviation of two words in another script, each with its dot.
            int earlier = IndicAbbreviations.WordStart(source, start - 2, text.Consumed);
            if (LanguageCatalog.Words(text)[MapName.NumberedWords].Find(source[earlier..at]) is { } both)
            {
                start = earlier;
                words = both;
            }
        }

        words = InContext(source, start, at, number, words);
        if (words is null)
        {
            return at + 1;
        }

        text.Begin(start);
        text.Say(words);
        text.Write(' ');
        text.EndExactly(number);
        return number;
    }

    // "est. 1995" is founded then, "c. 1632" is about then; before money only "Rev." and "est." stand.
    private static string? InContext(ReadOnlySpan<char> source, int start, int at, int number, string? words)
    {
        bool year = NumberToken.EndOfDigits(source, number) == number + 4 && source[number] is '1' or '2'
            && source.At(number + 4) is not (',' or '.' or '%');
        return source[start..at] switch
        {
            "est" or "Est" => year ? "established" : words,
            "c" => year || NumberToken.EndOfDigits(source, number) == number + 3 ? words : null,
            "Rev" => char.IsAsciiDigit(source.At(number)) ? null : words,
            _ => char.IsAsciiDigit(source.At(number)) || CurrencyTable.OfSign(source.At(number)) is null ? words : null,
        };
    }

    // "m v p. IV": the last letter of an acronym that is already in letters.
    private static bool IsSpelled(ReadOnlySpan<char> source, int start, int at) =>
        at - start == 1 && source.At(start - 1) == ' ' && char.IsAsciiLetter(source.At(start - 2)) && source.OpensWord(start - 2);

    // "Vol. IV"; one letter may be an initial.
    private static bool IsRoman(ReadOnlySpan<char> source, int at)
    {
        int end = at;
        while (end - at < 8 && source.At(end) is 'I' or 'V' or 'X' or 'L')
        {
            end++;
        }

        return end - at > 1 && (source.ClosesWord(end) || char.IsAsciiDigit(source[end]));
    }
}
