using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Dates;

/// <summary>A time of day as written.</summary>
/// <param name="Hour">0 to 23.</param>
/// <param name="Minute">0 to 59; -1 when only the hour is written.</param>
/// <param name="Second">0 to 59; -1 when it is not written.</param>
/// <param name="Half"><c>a</c> or <c>p</c>; NUL when it is not written.</param>
/// <param name="End">Where the time ends.</param>
internal readonly record struct ClockTime(int Hour, int Minute, int Second, char Half, int End)
{
    public bool HasHalf => Half != '\0';

    /// <summary>Reads a time that starts at an index: hour and minute, or an hour with a m or p m.</summary>
    public static bool TryRead(Vocabulary words, ReadOnlySpan<char> source, int at, out ClockTime time)
    {
        time = default;
        int end = at;
        if ((at > 0 && (Characters.IsWord(source[at - 1]) || (source[at - 1] is ':' && !char.IsAsciiLetter(source.At(at - 2))) || (source[at - 1] is '/' && !char.IsAsciiLetter(source.At(at - 2))))) || (source.At(at - 1) is '.' or ',' && char.IsAsciiDigit(source.At(at - 2)))
            || !Digits.TryRead(source, ref end, 2, out int hour) || hour > 24)
        {
            return false;
        }

        int minute = -1;
        int second = -1;
        if (TryReadMarked(words, source, end, out int marked, out int minutesEnd))
        {
            (minute, end) = (marked, minutesEnd);
        }
        else if (source.At(end) == ':')
        {
            int next = end + 1;
            if (!Digits.TryRead(source, ref next, 2, out minute) || next - end != 3 || minute > 59)
            {
                return false;
            }

            end = next;
            if (source.At(end) == ':')
            {
                next = end + 1;
                if (!Digits.TryRead(source, ref next, 2, out second) || next - end != 3 || second > 59)
                {
                    return false;
                }

                end = next;

                // Fractions of a second are not said.
                if (source.At(end) == '.' && char.IsAsciiDigit(source.At(end + 1)) && source.At(next = NumberToken.EndOfDigits(source, end + 1)) is 'Z' or '+')
                {
                    end = next;
                }
            }
        }
        else if (source.At(end) == '.' && char.IsAsciiDigit(source.At(end + 1)) && char.IsAsciiDigit(source.At(end + 2)))
        {
            // "3.45 pm": a point counts only before a m or p m or the word for hours.
            int next = end + 1;
            if (Digits.TryRead(source, ref next, 2, out minute) && minute <= 59 && (ReadHalf(source, next, out _) != '\0' || NamesHour(words, source, next) || IsAppointment(source, at, next, minute)))
            {
                end = next;
            }
            else
            {
                return false;
            }
        }

        char half = hour is >= 1 and <= 12 ? ReadHalf(source, end, out end) : '\0';
        if (minute < 0 && half == '\0')
        {
            return false;
        }

        // "24:35" runs on a clock that counts up; only "24:00" is midnight.
        bool past = hour == 24 && (minute > 0 || second > 0);
        (minute, second) = minute == 0 && second == 0 ? (half == '\0' ? 0 : -1, -1) : (minute, second);
        time = new ClockTime(past ? hour : hour % 24, minute, second, half, end);
        char after = source.At(end);
        bool touches = char.IsAsciiLetterOrDigit(after) && after != 'Z' && !ZoneAt(source, end) && !(source[end..].StartsWith("ish") && source.ClosesWord(end + 3));
        return half != '\0' || !touches && !(after is ':' or '.' && char.IsAsciiDigit(source.At(end + 1)));
    }

    /// <summary>Says the time.</summary>
    /// <param name="bare">Leaves out "o'clock" and "hundred": something behind the time says it.</param>
    public void Say(SpokenText text, LanguageRules language, bool bare)
    {
        language.SayTime(text, Hour, Minute, Second, HasHalf, bare);
        if (HasHalf)
        {
            text.Say(Half == 'a' ? "a m" : "p m");
        }
    }

    /// <summary>Whether the word for hours follows: it says o'clock already.</summary>
    public static bool NamesHour(Vocabulary words, ReadOnlySpan<char> source, int end)
    {
        ReadOnlySpan<char> rest = source[source.SkipBlanks(end)..];
        return words[ListName.HourWords].LengthAtStart(rest) > 0;
    }

    // "21 h 30", "8h05": with a mark of the language between hour and minutes.
    private static bool TryReadMarked(Vocabulary words, ReadOnlySpan<char> source, int end, out int minute, out int minutesEnd)
    {
        TextCursor cursor = new(source, end);
        cursor.TakeSpace();
        bool spaced = cursor.At > end;
        int mark = words[ListName.HourMarks].LengthAtStart(cursor.Rest);
        cursor = cursor.Moved(mark);
        bool apart = mark > 0 && spaced && cursor.TakeSpace();
        bool read = cursor.TakeDigits(2).Length == 2 && cursor.AtBoundary & (spaced == apart);
        minutesEnd = cursor.At;
        minute = read ? int.Parse(cursor.Since(cursor.At - 2)) : -1;
        return mark > 0 && minute is >= 0 and < 60 && words[ListName.MinuteWords].LengthOfWholeAtStart(cursor.Rest.TrimStart(' ')) == 0;
    }

    // "at 10.30", "the 10.30 train": a quarter of an hour behind a word that asks for a time.
    private static bool IsAppointment(ReadOnlySpan<char> source, int at, int end, int minute)
    {
        if (minute % 15 != 0 || !source.ClosesWord(end))
        {
            return false;
        }

        ReadOnlySpan<char> before = source[Math.Max(0, at - 16)..at];
        ReadOnlySpan<char> rest = source[end..];
        if (rest.StartsWith(" train") || rest.StartsWith(" bus") || rest.StartsWith(" flight") || rest.StartsWith(" show") || rest.StartsWith(" ferry"))
        {
            return true;
        }

        ReadOnlySpan<char> word = before.TrimEnd(' ');
        bool asks = word.Length < before.Length && (word.EndsWith(" meet at") || word.EndsWith("us at") || word.EndsWith("meet at") || word.EndsWith("me at")
            || word.EndsWith("starts at") || word.EndsWith("start at") || word.EndsWith("begins at") || word.EndsWith("begin at") || word.EndsWith("arrives at")
            || word.EndsWith("leaves at") || word.EndsWith("departs at") || word.EndsWith("there at") || word.EndsWith("you at") || word.EndsWith("come at")
            || word.EndsWith("meeting at") || word.EndsWith("today at") || word.EndsWith("tomorrow at") || word.EndsWith("up at") || word.EndsWith("home at"));
        return asks && (source.SkipBlanks(end) >= source.Length || rest.At(0) is '.' or ',' or '?' or '!' || rest.StartsWith(" on ") || rest.StartsWith(" tomorrow")
            || rest.StartsWith(" today") || rest.StartsWith(" sharp") || rest.StartsWith(" in ") || rest.StartsWith(" and ") || rest.StartsWith(" tonight"));
    }

    private static bool ZoneAt(ReadOnlySpan<char> source, int at)
    {
        int end = at;
        while (end - at < 5 && char.IsAsciiLetterUpper(source.At(end)))
        {
            end++;
        }

        return source.ClosesWord(end) && TimeRule.IsZone(source[at..end]);
    }

    // " PM", "pm", " p.m." The last dot is left when it also ends the sentence.
    private static char ReadHalf(ReadOnlySpan<char> source, int at, out int end)
    {
        end = at;
        int letter = source.At(at) == ' ' ? at + 1 : at;
        char half = char.ToLowerInvariant(source.At(letter));
        if (half is not ('a' or 'p'))
        {
            return '\0';
        }

        bool dotted = source.At(letter + 1) == '.';
        int second = letter + (dotted ? 2 : 1);
        if (source.At(second) == ' ' && dotted)
        {
            second++;
        }

        if (char.ToLowerInvariant(source.At(second)) != 'm' || !source.ClosesWord(second + 1))
        {
            return '\0';
        }

        end = second + 1;
        if (dotted && source.At(end) == '.')
        {
            int following = source.SkipBlanks(end + 1);
            bool endsSentence = following >= source.Length || source[following] == '\n' || (char.IsAsciiLetterUpper(source[following]) && !ZoneAt(source, following));
            end += endsSentence ? 0 : 1;
        }

        return half;
    }
}
