using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>Codes that are dialled to a network: <c>*123#</c>, <c>*121*1#</c>.</summary>
internal sealed class DialCodeRule : ITextRule
{
    private const int MaxCode = 32;

    private static readonly SearchValues<char> Keys = SearchValues.Create("0123456789*");

    public SearchValues<char> Triggers { get; } = SearchValues.Create("*");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int length = source[at..Math.Min(source.Length, at + MaxCode)].IndexOfAnyExcept(Keys);
        int hash = at + length;
        if (length < 3 || source[hash] != '#' || !source.OpensWord(at) || source.At(at - 1) == '*' || !char.IsAsciiDigit(source[at + 1])
            || !source.ClosesWord(hash + 1)
            || source[at..hash].Contains("**", StringComparison.Ordinal) || source[hash - 1] == '*')
        {
            return at + 1;
        }

        LanguageRules language = LanguageCatalog.For(text, at);
        text.Begin(at);
        foreach (char key in source[at..hash])
        {
            if (key == '*')
            {
                text.Say(LanguageCatalog.Latin(text)[Term.Star]);
            }
            else
            {
                language.SayDigits(text, [key]);
            }
        }

        text.Say(LanguageCatalog.Latin(text)[Term.Hash]);
        text.End(hash + 1);
        return hash + 1;
    }
}
