using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Dates;

/// <summary>Dates of three numbers (<c>2025-11-13</c>, <c>13/11/2025</c>, <c>13.11.2025</c>), said day, month, year.</summary>
internal sealed class NumericDateRule : ITextRule
{
    public SearchValues<char> Triggers => Characters.Digits;

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int end = at;
        if (!Digits.TryRead(source, ref end, 4, out int first) || !Opens(source, at))
        {
            return NumberToken.EndOfDigits(source, at);
        }

        int firstLength = end - at;
        char separator = source.At(end);
        if (separator is not ('-' or '/' or '.'))
        {
            return end;
        }

        int next = end + 1;
        int secondStart = next;
        if (!Digits.TryRead(source, ref next, separator is '/' or '-' && firstLength <= 2 ? 4 : 2, out int second))
        {
            return end;
        }

        if (source.At(next) != separator
            && TryMonthOfYear(text, source, at, next, (first, firstLength), (second, next - secondStart), separator))
        {
            return next;
        }

        if (next - secondStart > 2)
        {
            return end;
        }

        if (source.At(next) != separator)
        {
            bool padded = separator == '-' && firstLength == 2 && next - secondStart == 2
                && (source[at] == '0' || source[secondStart] == '0');
            return separator == '/' || (padded && StandsAlone(source, at, next)) ? SayDayAndMonth(text, source, at, next, first, second)
                : end;
        }

        int secondLength = next - secondStart;
        int thirdStart = ++next;
        if (!Digits.TryRead(source, ref next, 4, out int third) || !Closes(source, next, separator))
        {
            return end;
        }

        int thirdLength = next - thirdStart;
        if (!TryOrder(text.Options.DateOrder, (first, firstLength), (second, secondLength), (third, thirdLength),
            DatesPoints(source, at, separator), out int day, out int month, out int year))
        {
            return end;
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        text.Begin(at);
        language.SayDay(text, day, ordinal: false);
        text.Say(language.Months[month - 1]);
        language.SayYear(text, year);
        if (source.At(next) == 'T' && char.IsAsciiDigit(source.At(next + 1)))
        {
            text.Say(LanguageCatalog.Latin(text)[Term.TimeAt]);
            text.Write(' ');
            text.EndExactly(next + 1);
        }
        else
        {
            text.End(next);
        }

        return text.Consumed;
    }

    // "5/2024", "2024-05"; "2024-25" is a range of years.
    private static bool TryMonthOfYear(
        SpokenText text, ReadOnlySpan<char> source, int at, int end, (int Value, int Length) first, (int Value, int Length) second,
            char separator)
    {
        bool monthFirst = second.Length == 4 && (separator == '/' || (separator == '-' && first.Length == 2));
        (int month, int year) = monthFirst ? (first.Value, second.Value)
            : separator == '-' && first.Length == 4 && second.Length == 2 && second.Value != (first.Value + 1) % 100
            ? (second.Value, first.Value) : (0, 0);
        bool closes = source.ClosesWord(end) && !(source.At(end) is '/' or '-' or '.' or ':' && char.IsAsciiDigit(source.At(end + 1)));
        if (!Calendar.IsMonth(month) || year is < 1900 or > 2100 || !closes)
        {
            return false;
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        text.Begin(at);
        text.Say(language.Months[month - 1]);
        language.SayYear(text, year);
        text.End(end);
        return true;
    }

    // "on 5/12": without a year only where nothing else can stand.
    private static int SayDayAndMonth(SpokenText text, ReadOnlySpan<char> source, int at, int end, int first, int second)
    {
        (int day, int month) = text.Options.DateOrder == DateOrder.Dmy ? (first, second) : (second, first);
        if (!Calendar.IsMonth(month))
        {
            (day, month) = (month, day);
        }

        bool closes = source.ClosesWord(end) || LanguageCatalog.Words(text)[ListName.DateEndings].LengthAtStart(source[end..]) > 0;
        if (!Calendar.IsMonth(month) || !Calendar.IsDay(day, month) || !closes || source.At(end) is '/' or '%'
            || !DayMonth.IsDate(LanguageCatalog.Words(text), source, at, end, first, second))
        {
            return end;
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        text.Begin(at);
        language.SayDay(text, day, ordinal: false);
        text.Say(language.Months[month - 1]);
        text.End(end);
        return end;
    }

    // "06-05" by itself; in a longer text it is a date where a word says so.
    private static bool StandsAlone(ReadOnlySpan<char> source, int at, int end)
    {
        bool alone = source[..at].TrimEnd().IsEmpty && source[end..].TrimStart().IsEmpty;
        ReadOnlySpan<char> before = source[Math.Max(0, at - 12)..at];
        return alone || before.EndsWith("on ") || before.EndsWith("On ") || before.EndsWith("ated ") || before.EndsWith("ate: ");
    }

    private static bool Opens(ReadOnlySpan<char> source, int at)
    {
        char before = source.At(at - 1);
        return !(before is '/' or '.' or '$' or '€' or '£' or '₹') && !(before == '-' && Characters.IsWord(source.At(at - 2)))
            && !char.IsAsciiLetterOrDigit(before);
    }

    // "dated 5.11.25": the word makes a date of what would be a version.
    private static char DatesPoints(ReadOnlySpan<char> source, int at, char separator)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, at - 8)..at];
        return separator == '.' && (before.EndsWith("dated ") || before.EndsWith("date ") || before.EndsWith("date: ")
            || before.EndsWith(" on ") || before.EndsWith("Date: ") || before.EndsWith("dt. ")) ? '-' : separator;
    }

    private static bool Closes(ReadOnlySpan<char> source, int end, char separator)
    {
        char after = source.At(end);
        bool dateAndTime = after == 'T' && char.IsAsciiDigit(source.At(end + 1));
        bool goesOn = after is '/' or '-' or '.' && char.IsAsciiDigit(source.At(end + 1)) && (after == separator || after != '-');
        return !goesOn && (dateAndTime || !char.IsAsciiLetter(after));
    }

    private static bool TryOrder(
        DateOrder order, (int Value, int Length) first, (int Value, int Length) second, (int Value, int Length) third, char separator,
        out int day, out int month, out int year)
    {
        // A year of four digits at the front is always year, month, day (ISO 8601).
        if (first.Length == 4)
        {
            (day, month, year) = (third.Value, second.Value, first.Value);
            return third.Length <= 2 && IsDate(day, month, year);
        }

        // Three short numbers with points are a version unless they are padded like a date.
        bool shortYear = third.Length == 2;
        if (first.Length > 2 || third.Length is not (2 or 4) || (shortYear && separator == '.' && (first.Length < 2 || second.Length < 2)))
        {
            (day, month, year) = (0, 0, 0);
            return false;
        }

        if (order == DateOrder.Ymd && shortYear)
        {
            (day, month, year) = (third.Value, second.Value, Calendar.FullYear(first.Value, 2));
            if (IsDate(day, month, year))
            {
                return true;
            }
        }

        year = Calendar.FullYear(third.Value, third.Length);
        (day, month) = order == DateOrder.Mdy ? (second.Value, first.Value) : (first.Value, second.Value);
        if (!IsDate(day, month, year))
        {
            (day, month) = (month, day);
        }

        return IsDate(day, month, year);
    }

    private static bool IsDate(int day, int month, int year) => year >= 1000 && Calendar.IsMonth(month) && Calendar.IsDay(day, month);
}
