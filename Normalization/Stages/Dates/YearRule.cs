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
        if (TryFiscal(text, source, at, out int close) || TryEra(text, source, at, out close))
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

        // From 2000 on a year is said like any number.
        if (year > 1999 || !HasContext(LanguageCatalog.Words(text), source, at, end))
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

    private static bool HasContext(Vocabulary words, ReadOnlySpan<char> source, int at, int end)
    {
        ReadOnlySpan<char> rest = source[end..];
        if (words[ListName.YearEndings].LengthAtStart(rest) > 0 || (rest.At(0) == ' ' && IsFollowed(words, rest[1..])))
        {
            return true;
        }

        ReadOnlySpan<char> before = source[Math.Max(0, at - 24)..at].TrimEnd(' ');
        if (before.Length == Math.Min(24, at) && at > 0)
        {
            return false;
        }

        int space = before.LastIndexOfAny(" \n(");
        ReadOnlySpan<char> word = before[(space + 1)..];
        if (word is "to" or "and" or "To")
        {
            // "from 1914 to 1918", "between 1914 and 1918"
            ReadOnlySpan<char> earlier = before[..Math.Max(0, space)].TrimEnd(' ');
            int digits = earlier.Length;
            while (digits > 0 && char.IsAsciiDigit(earlier[digits - 1]))
            {
                digits--;
            }

            return earlier.Length - digits == 4;
        }

        return words[ListName.YearLeads].Contains(word) || words[ListName.MonthsInPlace].Contains(word) || FollowsIndicDate(words, before);
    }

    // "1947" and the name of a month, or a word that only years have behind them.
    private static bool IsFollowed(Vocabulary words, ReadOnlySpan<char> rest)
    {
        ReadOnlySpan<char> word = new TextCursor(rest, 0).TakeWord();
        return words[ListName.YearFollowers].LengthOfWholeAtStart(rest) > 0 || words[ListName.MonthsInPlace].Contains(word);
    }

    // A month in place and a day, in any order, and a comma.
    private static bool FollowsIndicDate(Vocabulary words, ReadOnlySpan<char> before)
    {
        ReadOnlySpan<char> day = before.TrimEnd(',');
        if (day.Length < before.Length && words[ListName.MonthsInPlace].Contains(day[(day.LastIndexOfAny(" \n(") + 1)..]))
        {
            return true;
        }

        int at = day.Length;
        while (at > 0 && char.IsAsciiDigit(day[at - 1]))
        {
            at--;
        }

        if (day.Length - at is 0 or > 2 || at == 0)
        {
            return false;
        }

        ReadOnlySpan<char> month = day[..at].TrimEnd(' ');
        return words[ListName.MonthsInPlace].Contains(month[(month.LastIndexOfAny(" \n(") + 1)..]);
    }
}
