using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Dates;

/// <summary>Numbers of four digits that are years by what stands around them: <c>in 1999</c>, <c>1939-1945</c>.</summary>
internal sealed class YearRule : ITextRule
{
    public SearchValues<char> Triggers => Characters.Digits;

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int end = at;
        if (TryQuarter(text, source, at, out int close) || TryFiscal(text, source, at, out close) || TryEra(text, source, at, out close))
        {
            return close;
        }

        if (!source.OpensWord(at) || !Digits.TryRead(source, ref end, 4, out int year) || end - at != 4 || !IsYear(source, at, end, year))
        {
            return NumberToken.EndOfDigits(source, at);
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        int dash = source.At(end) is ' ' && Characters.IsDash(source.At(end + 1)) ? end + 1 : end;
        int next = source.At(dash + 1) == ' ' ? dash + 2 : dash + 1;
        int secondStart = next;
        if (Characters.IsDash(source.At(dash)) && Digits.TryRead(source, ref next, 4, out int second) && next - secondStart == 4 && IsYear(source, secondStart, next, second)
            && second > year)
        {
            text.Begin(at);
            language.SayYear(text, year);
            text.Say(language.To);
            language.SayYear(text, second);
            text.End(next);
            return text.Consumed;
        }

        if (TryShortSecond(text, source, at, end, year))
        {
            return text.Consumed;
        }

        // From 2000 on a year is said like any number.
        Vocabulary words = LanguageCatalog.Words(text);
        bool english = !LanguageCatalog.Of(text.LanguageAt(at)).HasScript;
        if (year > 1999 || !(YearContext.IsNamed(words, source, at, end) || YearContext.IsLikely(words, source, at, end, year, english)))
        {
            return end;
        }

        text.Begin(at);
        language.SayYear(text, year);
        if (language.WritesEndings)
        {
            text.EndExactly(end);
        }
        else
        {
            text.End(end);
        }

        return text.Consumed;
    }

    // "1990-91", "1632–53": the second year is later in the same century, or the next.
    private static bool TryShortSecond(SpokenText text, ReadOnlySpan<char> source, int at, int end, int year)
    {
        int second = end + 1;
        int close = second;
        bool next = Characters.IsDash(source.At(end)) && Digits.TryRead(source, ref close, 2, out _) && close - second == 2 && source.ClosesLatin(close)
            && source.At(close) is not ('-' or '/' or ':' or '%');
        if (!next || year is < 1400 or > 2150)
        {
            return false;
        }

        int last = int.Parse(source[second..close]);
        if (last <= year % 100 && last != (year + 1) % 100)
        {
            return false;
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        text.Begin(at);
        language.SayYear(text, year);
        text.Say(language.To);
        if (last < 10)
        {
            language.SayDigits(text, source[second..close]);
        }
        else
        {
            language.SayInteger(text, last);
        }

        text.End(close);
        return true;
    }

    // "Q3'25", "FY'25"
    private static bool TryQuarter(SpokenText text, ReadOnlySpan<char> source, int at, out int end)
    {
        end = at;
        bool quarter = char.IsAsciiDigit(source.At(at - 2)) && source.At(at - 3) is 'Q' or 'H' && source.OpensWord(at - 3);
        bool fiscal = at > 2 && source[(at - 3)..(at - 1)] is "FY" or "CY" && source.OpensWord(at - 3);
        if (source.At(at - 1) != '\'' || at - 1 < text.Consumed || !(quarter || fiscal) || !Digits.TryRead(source, ref end, 2, out int year) || end - at != 2 || !source.ClosesWord(end))
        {
            end = at;
            return false;
        }

        text.Begin(at - 1);
        text.Write(' ');
        LanguageCatalog.For(text, at).SayYear(text, Calendar.FullYear(year, 2));
        text.End(end);
        return true;
    }

    // "FY2024-25"
    private static bool TryFiscal(SpokenText text, ReadOnlySpan<char> source, int at, out int end)
    {
        end = at;
        int prefix = source.At(at - 1) == ' ' ? at - 3 : at - 2;
        if (prefix < text.Consumed || source[prefix..].StartsWith("FY") is false || !source.OpensWord(prefix) || !Digits.TryRead(source, ref end, 4, out int year)
            || end - at != 4 || source.At(end) != '-')
        {
            return false;
        }

        int second = ++end;
        if (!Digits.TryRead(source, ref end, 2, out int next) || end - second != 2 || !source.ClosesWord(end))
        {
            return false;
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        text.Begin(prefix);
        AddressSpeech.Spell(text, "FY", at);
        language.SayYear(text, year);
        text.Say(language.To);
        language.SayInteger(text, next);
        text.End(end);
        return true;
    }

    // "1066 AD", "500 BC"
    private static bool TryEra(SpokenText text, ReadOnlySpan<char> source, int at, out int end)
    {
        end = at;
        if (!source.OpensWord(at) || source.At(at - 1) is '.' or ',' or '-' || !Digits.TryRead(source, ref end, 4, out int year) || source.At(end) != ' ')
        {
            return false;
        }

        int era = end + 1;
        end = era;
        while (end - era < 4 && char.IsAsciiLetterUpper(source.At(end)))
        {
            end++;
        }

        if (!source.ClosesWord(end) || source[era..end] is not ("AD" or "BC" or "CE" or "BCE"))
        {
            return false;
        }

        text.Begin(at);
        LanguageCatalog.For(text, at).SayYear(text, year);
        AddressSpeech.Spell(text, source[era..end], at);
        text.End(end);
        return true;
    }

    private static bool IsYear(ReadOnlySpan<char> source, int at, int end, int year) =>
        year is > 1000 and < 2200
        && (source.ClosesWord(end) || Characters.IsIndicLetterOrMark(source[end]))
        && !(source.At(at - 1) is '.' or ',' or ':' or '/' or '-' && char.IsAsciiDigit(source.At(at - 2)) && source.At(at - 1) is not '-')
        && !(source.At(end) is '.' or ',' or ':' or '/' && char.IsAsciiDigit(source.At(end + 1)))
        && source.At(end) is not '%';
}
