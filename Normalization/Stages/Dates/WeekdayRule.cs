using System.Buffers;

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
        if (!source.OpensWord(at) || Find(source, at, out int end) is not { } day)
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

        if (source.At(end) is '.' or ',' && Calendar.MonthOf(WordAfterDay(source, end + 1)) > 0)
        {
            text.Begin(at);
            text.Say(day);
            text.EndExactly(source[end] == '.' ? end + 1 : end);
            return text.Consumed;
        }

        return end;
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

    // "thirteen november" or "twenty fifth of november": the first name of a month within four words.
    private static ReadOnlySpan<char> WordAfterDay(ReadOnlySpan<char> source, int at)
    {
        ReadOnlySpan<char> rest = source[Math.Min(at, source.Length)..Math.Min(source.Length, at + 48)].TrimStart(' ');
        int words = 0;
        foreach (Range range in rest.Split(' '))
        {
            ReadOnlySpan<char> word = rest[range].TrimEnd(",.?");
            if (Calendar.MonthOf(word) > 0)
            {
                return word;
            }

            if (++words == 4 || word.Length == 0 || !char.IsAsciiLetterLower(word[0]))
            {
                break;
            }
        }

        return [];
    }
}
