using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Dates;

/// <summary>
/// Dates with the name of a month: <c>13 Nov 2025</c>, <c>November 13th, 2025</c>, <c>13-15 Nov</c>, <c>July 1969</c>.
/// An Indic month stays where it is; the numbers around it are said in place.
/// </summary>
internal sealed class NamedDateRule : ITextRule
{
    public SearchValues<char> Triggers => Characters.Digits;

    public bool Concerns(SpokenText text) => text.Source.ContainsAny(LanguageCatalog.Words(text).MonthStarts);

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int end = at;
        if (!Digits.TryRead(source, ref end, 4, out int number) || !source.OpensWord(at) || source.At(at - 1) is '.' or ':' or '/')
        {
            return NumberToken.EndOfDigits(source, at);
        }

        int length = end - at;
        int done = length switch
        {
            2 when source.At(at - 1) == '\'' && ShortYear(text, source, at, end, number) is > 0 and int found => found,
            <= 2 when FollowsMonth(text, source, at, end) && MonthFirst(text, source, at, end, number) is > 0 and int found => found,
            <= 2 when number is >= 1 and <= 31 => DayFirst(text, source, at, end, number) is > 0 and int found ? found
                : MonthFirst(text, source, at, end, number),
            4 => MonthAndYear(text, source, at, end, number),
            _ => 0,
        };
        return done > 0 ? done : end;
    }

    // 13 Nov 2025, 13th of November, 13-Nov-2025, 13-15 Nov 2025
    private static int DayFirst(SpokenText text, ReadOnlySpan<char> source, int at, int end, int day)
    {
        int next = end;
        bool ordinal = SkipOrdinal(LanguageCatalog.Words(text), source, ref next);
        int lastDay = ReadLastDay(LanguageCatalog.Words(text), source, day, ref next, out bool lastOrdinal);

        int name = next;
        if (source.At(name) is ' ' or '-')
        {
            name++;
        }

        bool of = source[Math.Min(name, source.Length)..].StartsWith("of ", StringComparison.OrdinalIgnoreCase);
        name += of ? 3 : 0;
        int month = ReadMonth(LanguageCatalog.Words(text), source, name, out int nameEnd);
        if (month == 0)
        {
            return 0;
        }

        bool hasYear = TryReadYear(source, nameEnd, out int year, out int yearEnd);
        if (!hasYear && !IsSurelyMonth(source[name..nameEnd]))
        {
            return 0;
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        text.Begin(at);
        language.SayDay(text, day, ordinal);
        if (lastDay > 0)
        {
            text.Say(language.To);
            language.SayDay(text, lastDay, lastOrdinal);
        }

        if (of && ordinal)
        {
            text.Say(language[Term.DateOf]);
        }

        text.Say(language.Months[month - 1]);
        int close = nameEnd;
        if (hasYear)
        {
            language.SayYear(text, year);
            close = yearEnd;
        }

        Close(text, source, language, close);
        return text.Consumed;
    }

    // November 13, 2025; Nov 13th
    private static int MonthFirst(SpokenText text, ReadOnlySpan<char> source, int at, int end, int day)
    {
        if (!LanguageCatalog.Latin(text).WritesMonthFirst || !TryFindMonthBefore(text, source, at, out int start, out int month))
        {
            return 0;
        }

        int next = end;
        bool ordinal = SkipOrdinal(LanguageCatalog.Words(text), source, ref next);
        int lastDay = ReadLastDay(LanguageCatalog.Words(text), source, day, ref next, out bool lastOrdinal);

        bool hasYear = TryReadYear(source, next, out int year, out int yearEnd);
        bool goesOn = source.At(next) is ':' or '%' or '/' || (source.At(next) is '.' or ',' && char.IsAsciiDigit(source.At(next + 1)));
        if (!source.ClosesWord(next) || (goesOn && !hasYear)
            || (!hasYear && !IsSurelyMonth(source[start..Math.Max(start, at - 1)].TrimEnd('.'))))
        {
            return 0;
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        text.Begin(start);
        language.SayDay(text, day, ordinal);
        if (lastDay > 0)
        {
            text.Say(language.To);
            language.SayDay(text, lastDay, lastOrdinal);
        }

        text.Say(language.Months[month - 1]);
        if (hasYear)
        {
            language.SayYear(text, year);
            next = yearEnd;
        }

        Close(text, source, language, next);
        return text.Consumed;
    }

    // July 1969, Nov. 2025
    private static int MonthAndYear(SpokenText text, ReadOnlySpan<char> source, int at, int end, int year)
    {
        if (year is < 1000 or > 2199 || !source.ClosesWord(end) || !TryFindMonthBefore(text, source, at, out int start, out int month))
        {
            return 0;
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        text.Begin(start);
        text.Say(language.Months[month - 1]);
        language.SayYear(text, year);
        text.End(end);
        return text.Consumed;
    }

    // "5-7", "5 - 7", "5th–7th": the last day, when it is later than the first.
    private static int ReadLastDay(Vocabulary words, ReadOnlySpan<char> source, int day, ref int next, out bool ordinal)
    {
        ordinal = false;
        bool spaced = source.At(next) == ' ';
        int dash = spaced ? next + 1 : next;
        int second = spaced ? dash + 2 : dash + 1;
        if (!Characters.IsDash(source.At(dash)) || (spaced && source.At(dash + 1) != ' ')
            || !Digits.TryRead(source, ref second, 2, out int last) || last <= day || last > 31)
        {
            return 0;
        }

        ordinal = SkipOrdinal(words, source, ref second);
        if (!source.ClosesWord(second) || source.At(second) is ':' or '%' or '/')
        {
            return 0;
        }

        next = second;
        return last;
    }

    // "Feb. 29-Mar. 3": each month stands before its day.
    private static bool FollowsMonth(SpokenText text, ReadOnlySpan<char> source, int at, int end)
    {
        bool spaced = source.At(end) == ' ';
        int dash = spaced ? end + 1 : end;
        int next = spaced ? dash + 2 : dash + 1;
        return Characters.IsDash(source.At(dash)) && char.IsAsciiLetter(source.At(next))
            && DateAt(LanguageCatalog.Words(text), source, next) && TryFindMonthBefore(text, source, at, out _, out _);
    }

    // "Oct'25", "Dec '25"
    private static int ShortYear(SpokenText text, ReadOnlySpan<char> source, int at, int end, int year)
    {
        if (!source.ClosesWord(end) || !TryFindMonthBefore(text, source, at, out int start, out int month))
        {
            return 0;
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        text.Begin(start);
        text.Say(language.Months[month - 1]);
        language.SayYear(text, Calendar.FullYear(year, 2));
        text.End(end);
        return text.Consumed;
    }

    // Closes a date; a dash to another date is said.
    private static void Close(SpokenText text, ReadOnlySpan<char> source, LanguageRules language, int end)
    {
        bool spaced = source.At(end) == ' ';
        int dash = spaced ? end + 1 : end;
        int next = spaced ? dash + 2 : dash + 1;
        if (Characters.IsDash(source.At(dash)) && (!spaced || source.At(dash + 1) == ' ')
            && DateAt(LanguageCatalog.Words(text), source, next))
        {
            text.Say(language.To);
            text.Write(' ');
            text.EndExactly(next);
            return;
        }

        text.End(end);
    }

    // A day and a month, or a month and a day.
    private static bool DateAt(Vocabulary words, ReadOnlySpan<char> source, int at)
    {
        int end = at;
        if (Digits.TryRead(source, ref end, 2, out int day))
        {
            SkipOrdinal(words, source, ref end);
            return day is >= 1 and <= 31 && source.At(end) == ' ' && ReadMonth(words, source, end + 1, out _) > 0;
        }

        return ReadMonth(words, source, at, out end) > 0 && char.IsAsciiDigit(source.At(source.SkipBlanks(end)));
    }

    private static bool SkipOrdinal(Vocabulary words, ReadOnlySpan<char> source, ref int at)
    {
        int length = words[ListName.OrdinalEndings].LengthOfWholeAtStart(source[at..]);
        at += length;
        return length > 0;
    }

    private static int ReadMonth(Vocabulary words, ReadOnlySpan<char> source, int start, out int end)
    {
        end = start;
        while (end - start < Calendar.MaxName && char.IsLetter(source.At(end)))
        {
            end++;
        }

        int month = start < end && source.ClosesWord(end) ? Calendar.MonthOf(words, source[start..end]) : 0;

        // The dot of "13 Nov. 2025" is no full stop.
        if (month > 0 && source.At(end) == '.' && end - start <= 4 && char.IsAsciiDigit(source.At(source.SkipBlanks(end + 1))))
        {
            end++;
        }

        return month;
    }

    private static bool TryFindMonthBefore(SpokenText text, ReadOnlySpan<char> source, int at, out int start, out int month)
    {
        int end = at;
        while (end > text.Consumed && at - end < 3 && source[end - 1] is ' ' or '.' or '-' or '\'')
        {
            end--;
        }

        start = end;
        while (start > text.Consumed && end - start <= Calendar.MaxName && char.IsLetter(source[start - 1]))
        {
            start--;
        }

        month = end < at && source.OpensWord(start) ? Calendar.MonthOf(LanguageCatalog.Words(text), source[start..end]) : 0;
        return month > 0;
    }

    // ", 2025", " 2025", "-2025", " '25"
    private static bool TryReadYear(ReadOnlySpan<char> source, int at, out int year, out int end)
    {
        end = at;
        if (source.At(end) == ',')
        {
            end++;
        }

        if (source.At(end) is ' ' or '-')
        {
            end++;
        }

        bool two = source.At(end) is '\'' or '’';
        int start = two ? ++end : end;
        year = 0;
        if (start == at || !Digits.TryRead(source, ref end, 4, out year) || !source.ClosesWord(end) || end - start != (two ? 2 : 4))
        {
            return false;
        }

        // "Nov 5, 2000 people" cannot be told from a date; "Nov 5, 2:30" can.
        year = Calendar.FullYear(year, end - start);
        return year is >= 1000 and <= 2199 && source.At(end) is not (':' or '%')
            && !(source.At(end) is '.' or ',' && char.IsAsciiDigit(source.At(end + 1)));
    }

    // "may 5" and "march 3" are also ordinary words before a number: they count only with a capital.
    private static bool IsSurelyMonth(ReadOnlySpan<char> name) => name is not ("may" or "march" or "mar" or "dec" or "sat");
}
