using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Dates;

/// <summary>From month to month: <c>Jan–Mar 2025</c>, <c>Oct-Dec</c>. Both names have capitals.</summary>
internal sealed class MonthRangeRule : ITextRule
{
    public SearchValues<char> Triggers { get; } = SearchValues.Create("JFMASOND");

    public bool Concerns(SpokenText text) => text.Source.ContainsAny('-', '–', '—') && text.Source.ContainsAny(Triggers);

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        Vocabulary words = LanguageCatalog.Words(text);
        int first = ReadName(words, source, at, out int end);
        if (first == 0 || !source.OpensWord(at))
        {
            return Math.Max(end, at + 1);
        }

        bool spaced = source.At(end) == ' ';
        int dash = spaced ? end + 1 : end;
        int next = spaced ? dash + 2 : dash + 1;
        if (!Characters.IsDash(source.At(dash)) || (spaced && source.At(dash + 1) != ' ') || !char.IsAsciiLetterUpper(source.At(next)))
        {
            return end;
        }

        int second = ReadName(words, source, next, out int last);
        if (second == 0)
        {
            return end;
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        text.Begin(at);
        text.Say(language.Months[first - 1]);
        text.Say(language.To);
        text.Say(language.Months[second - 1]);
        SayYear(text, source, language, ref last);
        text.End(last);
        return text.Consumed;
    }

    private static int ReadName(Vocabulary words, ReadOnlySpan<char> source, int at, out int end)
    {
        end = at;
        while (end - at < Calendar.MaxName && char.IsAsciiLetter(source.At(end)))
        {
            end++;
        }

        return source.ClosesWord(end) ? Calendar.MonthOf(words, source[at..end]) : 0;
    }

    private static void SayYear(SpokenText text, ReadOnlySpan<char> source, LanguageRules language, ref int end)
    {
        int year = source.At(end) == ' ' ? end + 1 : end;
        int close = year;
        if (year > end && Digits.TryRead(source, ref close, 4, out int value) && close - year == 4 && value is > 1000 and < 2200
            && source.ClosesWord(close))
        {
            language.SayYear(text, value);
            end = close;
        }
    }
}
