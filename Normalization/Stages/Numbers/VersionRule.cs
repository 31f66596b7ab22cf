using System.Buffers;
using StreamServer.Normalization.Languages;

namespace StreamServer.Normalization.Stages.Numbers;

/// <summary>Versions: <c>v2</c>, <c>v2.0.1</c>, <c>17.4.1</c>. Each part is a number, with a point between them.</summary>
internal sealed class VersionRule : ITextRule
{
    public SearchValues<char> Triggers => Characters.Digits;

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int end = NumberToken.EndOfDigits(source, at);
        int points = 0;
        while (source.At(end) == '.' && char.IsAsciiDigit(source.At(end + 1)))
        {
            end = NumberToken.EndOfDigits(source, end + 1);
            points++;
        }

        bool prefixed = at > text.Consumed && source[at - 1] is 'v' or 'V' && source.OpensWord(at - 1);
        if ((!prefixed && (points < 2 || !source.OpensWord(at) || source.At(at - 1) is '.' or ',')) || (prefixed && !source.ClosesWord(end)))
        {
            return end;
        }

        LanguageRules language = LanguageRules.For(text, at);
        text.Begin(prefixed ? at - 1 : at);
        if (prefixed)
        {
            text.Say("version");
        }

        ReadOnlySpan<char> version = source[at..end];
        foreach (Range range in version.Split('.'))
        {
            if (range.Start.Value > 0)
            {
                text.Say(language.Point);
            }

            Entities.AddressSpeech.SayCodeDigits(text, version[range], at);
        }

        text.End(end);
        return end;
    }
}
