using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Numbers;

/// <summary>
/// The slash that means <i>per</i>: before a unit or a stretch of time, behind a number, a unit or a plural (<c>10/day</c>, <c>km/h</c>,
/// <c>people/km²</c>). Numbers are in words already.
/// </summary>
internal sealed class PerRule : ITextRule
{
    private const int MaxWord = 24;

    public SearchValues<char> Triggers { get; } = SearchValues.Create("/");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int start = at;
        while (start > text.Consumed && at - start < MaxWord && (char.IsAsciiLetter(source[start - 1]) || Characters.IsIndicLetterOrMark(source[start - 1])))
        {
            start--;
        }

        int end = at + 1;
        while (end < source.Length && end - at < MaxWord && char.IsAsciiLetter(source[end]))
        {
            end++;
        }

        ReadOnlySpan<char> word = source[(at + 1)..end];
        ReadOnlySpan<char> left = source[start..at];
        int power = PowerAt(source, ref end);
        if (word.IsEmpty || !source.OpensWord(start) || !source.ClosesLatin(end) || source.At(start - 1) is '/' or '.' or '@' or '\\' || source.At(end) == '/')
        {
            return at + 1;
        }

        WordMap divisors = LanguageCatalog.Words(text)[MapName.Divisors];
        string? measure = divisors.Find(word);
        bool measured = measure is not null;
        Unit? unit = measured ? null : UnitTable.Find(word);
        Unit? first = UnitTable.Find(left);
        if ((!measured && unit is null) || !CanBeMeasured(divisors, source, start, at, left, first, word, measured))
        {
            return at + 1;
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        bool symbol = IsSymbol(source, start, left, first);
        text.Begin(symbol ? start : at);
        if (symbol)
        {
            language.SayUnit(text, first!, one: false);
        }

        text.Say(language.Per);
        text.Say(power == 2 ? language.Square : power == 3 ? language.Cubic : "");
        if (unit is null)
        {
            text.Say(measure);
        }
        else
        {
            language.SayUnit(text, unit, one: true);
        }

        text.End(end);
        return end;
    }

    private static int PowerAt(ReadOnlySpan<char> source, ref int end)
    {
        char c = source.At(end);
        int power = c switch { '²' => 2, '³' => 3, '2' => 2, '3' => 3, _ => 1 };
        end += power > 1 ? 1 : 0;
        return power;
    }

    // "km/h": the left side is a symbol too, and no word of the language.
    private static bool IsSymbol(ReadOnlySpan<char> source, int start, ReadOnlySpan<char> left, Unit? first) =>
        first is not null && left.Length < 5 && source.At(start - 1) is '\0' or ' ' or '(' && !(left is "in" or "pt" or "st");

    private static bool CanBeMeasured(
        WordMap divisors, ReadOnlySpan<char> source, int start, int at, ReadOnlySpan<char> left, Unit? first, ReadOnlySpan<char> word, bool measured)
    {
        if (left.IsEmpty)
        {
            // "5%/yr" is "five percent/yr" by now; a bracket or a sign may stand there.
            return source.At(at - 1) is ')' or '%' && (measured || word.Length > 1);
        }

        // "w/o", "a/c", "b/w" and the like are abbreviations; "day/week" is one or the other.
        if (left.Length == 1 && (first is null || char.IsAsciiLetterUpper(left[0]) || word is "o" or "c" or "w"))
        {
            return false;
        }

        if (divisors.Find(left) is not null)
        {
            return false;
        }

        return first is not null ? measured || word.Length < 4 : measured || word.Length > 1 && word is not ("in" or "st" or "pc" or "pt" or "ac" or "ha" or "ms");
    }
}
