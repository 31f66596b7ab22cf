using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Numbers;

/// <summary><c>No 1</c> without its dot: a rank of up to three digits that nothing is counted by. <c>No 2 people</c> is a denial.</summary>
internal sealed class BareNumberRule : ITextRule
{
    private const int MaxWord = 16;

    public SearchValues<char> Triggers { get; } = SearchValues.Create("N");

    public bool Concerns(SpokenText text) => text.Source.Contains("No ", StringComparison.Ordinal) && text.Source.ContainsAny(Characters.Digits);

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        if (!source[at..].StartsWith("No ") || !source.OpensWord(at) || !char.IsAsciiDigit(source.At(at + 3)))
        {
            return at + 1;
        }

        int end = NumberToken.EndOfDigits(source, at + 3);
        if (end - at > 6 || !source.ClosesWord(end) || source.At(end) is '-' or '/' or '%' or ':' || IsCounted(text, source, end))
        {
            return end;
        }

        text.Replace(at, at + 2, LanguageCatalog.Latin(text)[Term.Number]);
        return end;
    }

    private static bool IsCounted(SpokenText text, ReadOnlySpan<char> source, int end)
    {
        int word = end + 1;
        while (word - end < MaxWord && char.IsAsciiLetterLower(source.At(word)))
        {
            word++;
        }

        ReadOnlySpan<char> noun = source.At(end) == ' ' ? source[(end + 1)..word] : [];
        Vocabulary words = LanguageCatalog.Words(text);
        return words[ListName.CountedNouns].Contains(noun) || (noun.Length > 3 && noun[^1] == 's' && !words[ListName.NoPlurals].Contains(noun));
    }
}
