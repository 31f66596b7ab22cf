using System.Buffers;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Dates;

/// <summary>Short names of weekdays where they are clearly that: <c>Mon-Fri</c>, <c>Thu, 13 Nov</c> (whose date is already in words).</summary>
internal sealed class WeekdayRule : ITextRule
{
    private static readonly (string Short, string Full)[] Days =
    [
        ("Mon", "monday"), ("Tue", "tuesday"), ("Tues", "tuesday"), ("Wed", "wednesday"), ("Thu", "thursday"), ("Thur", "thursday"),
        ("Thurs", "thursday"), ("Fri", "friday"), ("Sat", "saturday"), ("Sun", "sunday"),
    ];

    public SearchValues<char> Triggers { get; } = SearchValues.Create("MTWFS");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        bool opens = source.OpensWord(at) || char.IsAsciiDigit(source[at - 1]);
        if (!opens || Find(source, at, out int end) is not { } day)
        {
            return at + 1;
        }

        int dash = source.At(end) == ' ' ? end + 1 : end;
        int second = source.At(dash + 1) == ' ' ? dash + 2 : dash + 1;
        if (Characters.IsDash(source.At(dash)) && Find(source, second, out int secondEnd) is { } last)
        {
            text.Begin(at);
            text.Say(day);
            text.Say("to");
            text.Say(last);
            text.End(secondEnd);
            return text.Consumed;
        }

        if (DateFollows(source, end))
        {
            text.Begin(at);
            text.Say(day);
            text.EndExactly(source[end] == '.' ? end + 1 : end);
            return text.Consumed;
        }

        if (FollowsDate(source, at))
        {
            text.Replace(at, source.At(end) == '.' && source.SkipBlanks(end + 1) < source.Length ? end + 1 : end, day);
            return text.Consumed;
        }

        return end;
    }

    // "15/12 Mon", "(13-11-25, Thu)"
    private static bool FollowsDate(ReadOnlySpan<char> source, int at)
    {
        ReadOnlySpan<char> before = source[Math.Max(0, at - 12)..at].TrimEnd(" ,(");
        int digits = before.Length;
        while (digits > 0 && char.IsAsciiDigit(before[digits - 1]))
        {
            digits--;
        }

        return before.Length - digits is 2 or 4 && before.At(digits - 1) is '/' or '-' && char.IsAsciiDigit(before.At(digits - 2));
    }

    private static string? Find(ReadOnlySpan<char> source, int at, out int end)
    {
        foreach ((string name, string full) in Days)
        {
            end = at + name.Length;
            if (end <= source.Length && source[at..end].SequenceEqual(name) && source.ClosesWord(end))
            {
                return full;
            }
        }

        end = at + 1;
        return null;
    }

    // "Thu, 13 Nov", "Thu 13/11", "Thu, Nov 13": a number is part of it, so a date in words is none.
    private static bool DateFollows(ReadOnlySpan<char> source, int end)
    {
        int at = source.At(end) is '.' or ',' ? end + 1 : end;
        at = source.SkipBlanks(at);
        if (at == end)
        {
            return false;
        }

        int next = at;
        if (Digits.TryRead(source, ref next, 4, out _))
        {
            return source.At(next) is '/' or '-' || MonthAt(source, SkipOrdinal(source, next), out _);
        }

        return MonthAt(source, at, out int monthEnd) && char.IsAsciiDigit(source.At(source.SkipBlanks(monthEnd)));
    }

    private static int SkipOrdinal(ReadOnlySpan<char> source, int at)
    {
        bool ordinal = at + 2 <= source.Length && source.Slice(at, 2) is "st" or "nd" or "rd" or "th";
        return source.SkipBlanks(ordinal ? at + 2 : at);
    }

    private static bool MonthAt(ReadOnlySpan<char> source, int at, out int end)
    {
        end = at;
        while (end - at <= Calendar.MaxName && char.IsAsciiLetter(source.At(end)))
        {
            end++;
        }

        return Calendar.MonthOf(source[at..end]) > 0;
    }
}
