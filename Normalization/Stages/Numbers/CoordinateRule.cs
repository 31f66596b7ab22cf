using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Numbers;

/// <summary>Degrees with minutes and seconds: <c>17°23'N</c>, <c>40°26'46"N</c>.</summary>
internal sealed class CoordinateRule : ITextRule
{
    private static readonly SearchValues<char> Digits = Characters.Digits;

    public SearchValues<char> Triggers { get; } = SearchValues.Create("°");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int start = at;
        while (start > text.Consumed && at - start < 3 && Digits.Contains(source[start - 1]))
        {
            start--;
        }

        int minutes = source.SkipBlanks(at + 1);
        int end = minutes;
        if (start == at || !char.IsAsciiDigit(source.At(minutes)) || (end = NumberToken.EndOfDigits(source, minutes)) - minutes > 2
            || source.At(end) != '\'')
        {
            return at + 1;
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        text.Begin(start);
        Say(text, language, source[start..at], "°");
        Say(text, language, source[minutes..end], "min");
        end++;
        int seconds = source.SkipBlanks(end);
        int last = char.IsAsciiDigit(source.At(seconds)) ? NumberToken.EndOfDigits(source, seconds) : seconds;
        if (last > seconds && last - seconds <= 2 && source.At(last) == '"')
        {
            Say(text, language, source[seconds..last], "s");
            end = last + 1;
        }

        text.End(end);
        return end;
    }

    private static void Say(SpokenText text, LanguageRules language, ReadOnlySpan<char> digits, string unit)
    {
        language.SayCardinal(text, digits, indian: false, beforeNoun: true);
        language.SayUnit(text, UnitTable.Find(unit)!, one: digits is "1");
    }
}
