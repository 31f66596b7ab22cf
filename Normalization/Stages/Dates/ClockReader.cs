using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Dates;

/// <summary>Reads times of day: hour and minute, or an hour with a m or p m.</summary>
internal static class ClockReader
{
    private const int MaxLead = 16;

    /// <summary>Reads the time that starts at an index.</summary>
    public static bool TryRead(Vocabulary words, ReadOnlySpan<char> source, int at, out ClockTime time)
    {
        time = default;
        TextCursor cursor = new(source, at);
        if (!Opens(cursor) || !cursor.TakeNumber(2, out int hour) || hour > 24)
        {
            return false;
        }

        int minute = -1;
        int second = -1;
        bool read = TryReadMarked(words, ref cursor, ref minute) || TryReadMinutes(words, source, at, ref cursor, ref minute, ref second);
        int end = cursor.At;
        char half = read && hour is >= 1 and <= 12 ? ReadHalf(source, end, out end) : '\0';
        if (!read || (minute < 0 && half == '\0'))
        {
            return false;
        }

        time = Make(hour, minute, second, half, end);
        return half != '\0' || Closes(source, end);
    }

    // "24:35" runs on a clock that counts up; only "24:00" is midnight. "9:00:00" is nine.
    private static ClockTime Make(int hour, int minute, int second, char half, int end)
    {
        bool past = hour == 24 && (minute > 0 || second > 0);
        (minute, second) = minute == 0 && second == 0 ? (half == '\0' ? 0 : -1, -1) : (minute, second);
        return new ClockTime(past ? hour : hour % 24, minute, second, half, end);
    }

    /// <summary>Whether the word for hours follows: it says o'clock already.</summary>
    public static bool NamesHour(Vocabulary words, ReadOnlySpan<char> source, int end) =>
        words[ListName.HourWords].LengthAtStart(source[source.SkipBlanks(end)..]) > 0;

    // No word, no sign of a longer number; "Ph:9.30" and "a/9:30" are times.
    private static bool Opens(TextCursor cursor) => cursor.Before() switch
    {
        ':' or '/' => char.IsAsciiLetter(cursor.Before(2)),
        '.' or ',' => !char.IsAsciiDigit(cursor.Before(2)),
        _ => cursor.OpensWord,
    };

    private static bool Closes(ReadOnlySpan<char> source, int end)
    {
        char after = source.At(end);
        bool ish = source[end..].StartsWith("ish") && source.ClosesWord(end + 3);
        bool touches = char.IsAsciiLetterOrDigit(after) && after != 'Z' && !IsZoneAt(source, end) && !ish;
        return !touches && !(after is ':' or '.' && char.IsAsciiDigit(source.At(end + 1)));
    }

    // Behind a colon, or a point; an hour may stand alone.
    private static bool TryReadMinutes(Vocabulary words, ReadOnlySpan<char> source, int at, ref TextCursor cursor, ref int minute,
        ref int second) => cursor.Peek() switch
        {
            ':' => TryReadPart(ref cursor, ref minute) && (cursor.Peek() != ':' || TryReadSeconds(ref cursor, ref second)),
            '.' when char.IsAsciiDigit(cursor.Peek(1)) && char.IsAsciiDigit(cursor.Peek(2)) =>
                TryReadPointed(words, source, at, ref cursor, ref minute),
            _ => true,
        };

    // A sign and two digits under sixty.
    private static bool TryReadPart(ref TextCursor cursor, ref int part)
    {
        int start = cursor.At;
        cursor = cursor.Moved(1);
        return cursor.TakeNumber(2, out part) && cursor.At - start == 3 && part <= 59;
    }

    private static bool TryReadSeconds(ref TextCursor cursor, ref int second)
    {
        if (!TryReadPart(ref cursor, ref second))
        {
            return false;
        }

        // Fractions of a second are not said.
        TextCursor fraction = cursor;
        if (fraction.Take('.') && !fraction.TakeDigits().IsEmpty && fraction.Peek() is 'Z' or '+')
        {
            cursor = fraction;
        }

        return true;
    }

    // "3.45 pm": a point counts only before a m or p m or the word for hours, or where a time is asked for.
    private static bool TryReadPointed(Vocabulary words, ReadOnlySpan<char> source, int at, ref TextCursor cursor, ref int minute)
    {
        if (!TryReadPart(ref cursor, ref minute))
        {
            return false;
        }

        int end = cursor.At;
        return ReadHalf(source, end, out _) != '\0' || NamesHour(words, source, end)
            || (minute % 15 == 0 && cursor.AtBoundary && IsAppointment(words, source, at, end));
    }

    // "21 h 30", "8h05": with a mark of the language between hour and minutes.
    private static bool TryReadMarked(Vocabulary words, ref TextCursor cursor, ref int minute)
    {
        TextCursor marked = cursor;
        bool spaced = marked.TakeSpace();
        int mark = words[ListName.HourMarks].LengthAtStart(marked.Rest);
        if (mark == 0)
        {
            return false;
        }

        marked = marked.Moved(mark);
        bool apart = marked.TakeSpace();
        int start = marked.At;
        bool read = spaced == apart && marked.TakeDigits(2).Length == 2 && marked.Since(start)[0] < '6' && marked.AtBoundary
            && words[ListName.MinuteWords].LengthOfWholeAtStart(marked.Rest.TrimStart(' ')) == 0;
        if (read)
        {
            minute = int.Parse(marked.Since(start));
            cursor = marked;
        }

        return read;
    }

    // "at 10.30", "the 10.30 train": a quarter of an hour behind a word that asks for a time.
    private static bool IsAppointment(Vocabulary words, ReadOnlySpan<char> source, int at, int end)
    {
        ReadOnlySpan<char> rest = source[end..];
        ReadOnlySpan<char> behind = rest.At(0) == ' ' ? rest[1..] : [];
        if (words[ListName.TimedThings].LengthAtStart(behind) > 0)
        {
            return true;
        }

        ReadOnlySpan<char> before = source[Math.Max(0, at - MaxLead)..at];
        ReadOnlySpan<char> word = before.TrimEnd(' ');
        bool asks = word.Length < before.Length && words[ListName.TimeLeads].EndsWith(word);
        return asks && (source.SkipBlanks(end) >= source.Length || rest.At(0) is '.' or ',' or '?' or '!'
            || words[ListName.TimeFollowers].LengthOfWholeAtStart(behind) > 0);
    }

    private static bool IsZoneAt(ReadOnlySpan<char> source, int at)
    {
        TextCursor cursor = new(source, at);
        ReadOnlySpan<char> zone = cursor.TakeCapitals(5);
        return cursor.AtBoundary && TimeRule.IsZone(zone);
    }

    // " PM", "pm", " p.m." The last dot is left when it also ends the sentence.
    private static char ReadHalf(ReadOnlySpan<char> source, int at, out int end)
    {
        TextCursor cursor = new(source, at);
        end = at;
        cursor.TakeSpace();
        char half = char.ToLowerInvariant(cursor.TakeAny("aApP"));
        bool dotted = half != '\0' && cursor.Take('.');
        if (dotted)
        {
            cursor.TakeSpace();
        }

        if (half == '\0' || cursor.TakeAny("mM") == '\0' || !cursor.AtBoundary)
        {
            return '\0';
        }

        bool inside = dotted && cursor.Peek() == '.' && !EndsSentence(source, source.SkipBlanks(cursor.At + 1));
        end = inside ? cursor.At + 1 : cursor.At;
        return half;
    }

    private static bool EndsSentence(ReadOnlySpan<char> source, int following) => following >= source.Length || source[following] == '\n'
        || (char.IsAsciiLetterUpper(source[following]) && !IsZoneAt(source, following));
}
