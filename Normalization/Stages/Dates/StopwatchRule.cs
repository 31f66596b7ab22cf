using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Dates;

/// <summary>Times of a stopwatch, with a fraction of a second: <c>1:27.452</c>, <c>12:34:16.356</c>.</summary>
internal sealed class StopwatchRule : ITextRule
{
    private const int MaxParts = 3;

    public SearchValues<char> Triggers => Characters.Digits;

    public bool Concerns(SpokenText text) => text.Source.Contains(':') && text.Source.Contains('.')
        && text.Source.ContainsAny(Characters.Digits);

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        Span<Range> parts = stackalloc Range[MaxParts];
        int count = 0;
        int end = at;
        if (!source.OpensWord(at) || source.At(at - 1) is '.' or ',' or ':' or '/')
        {
            return NumberToken.EndOfDigits(source, at);
        }

        while (count < MaxParts)
        {
            int start = count == 0 ? at : end + 1;
            int close = start;
            if (!Digits.TryRead(source, ref close, 2, out _) || (count > 0 && close - start != 2))
            {
                break;
            }

            parts[count++] = start..close;
            end = close;
            if (source.At(end) != ':')
            {
                break;
            }
        }

        int fraction = source.At(end) == '.' && char.IsAsciiDigit(source.At(end + 1)) ? NumberToken.EndOfDigits(source, end + 1) : end;
        if (count < 2 || fraction == end || fraction - end > 4 || !source.ClosesWord(fraction) || source.At(fraction) is '+' or ':')
        {
            return Math.Max(end, at + 1);
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        text.Begin(at);
        foreach (Range part in parts[..count])
        {
            language.SayInteger(text, int.Parse(source[part]));
        }

        text.Say(language.Point);
        language.SayDigits(text, source[(end + 1)..fraction]);
        text.End(fraction);
        return fraction;
    }
}
