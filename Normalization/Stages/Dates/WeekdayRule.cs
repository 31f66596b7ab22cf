using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Dates;

/// <summary>
/// Short names of weekdays where they are clearly that: <c>Mon-Fri</c>, <c>Thu, 13 Nov</c> (whose date is already in words).
/// </summary>
internal sealed class WeekdayRule : ITextRule
{
    public SearchValues<char> Triggers { get; } = SearchValues.Create("MTWFS");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        Vocabulary words = LanguageCatalog.Words(text);
        bool opens = source.OpensWord(at) || char.IsAsciiDigit(source[at - 1]);
        if (!opens || Find(words, source, at, out int end) is not { } day)
        {
            return at + 1;
        }

        int dash = source.At(end) == ' ' ? end + 1 : end;
        int second = source.At(dash + 1) == ' ' ? dash + 2 : dash + 1;
        if (Characters.IsDash(source.At(dash)) && Find(words, source, second, out int secondEnd) is { } last)
        {
            text.Begin(at);
            text.Say(day);
            text.Say(LanguageCatalog.Latin(text).To);
            text.Say(last);
            text.End(secondEnd);
            return text.Consumed;
        }

        if (DateFollows(words, source, end))
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

    private static string? Find(Vocabulary words, ReadOnlySpan<char> source, int at, out int end)
    {
        foreach ((string name, string full) in words[MapName.Weekdays].Forms)
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
    private static bool DateFollows(Vocabulary words, ReadOnlySpan<char> source, int end)
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
            return source.At(next) is '/' or '-' || MonthAt(words, source, SkipOrdinal(words, source, next), out _);
        }

        return MonthAt(words, source, at, out int monthEnd) && char.IsAsciiDigit(source.At(source.SkipBlanks(monthEnd)));
    }

    private static int SkipOrdinal(Vocabulary words, ReadOnlySpan<char> source, int at)
    {
        return source.SkipBlanks(at + words[ListName.OrdinalEndings].LengthOfWholeAtStart(source[at..]));
    }

    private static bool MonthAt(Vocabulary words, ReadOnlySpan<char> source, int at, out int end)
    {
        end = at;
        while (end - at <= Calendar.MaxName && char.IsAsciiLetter(source.At(end)))
        {
            end++;
        }

        return Calendar.MonthOf(words, source[at..end]) > 0;
    }
}
