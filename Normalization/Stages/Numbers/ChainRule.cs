using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Numbers;

/// <summary>
/// Three numbers and more with hyphens, as in the number of a house or a count: <c>8-2-293/82/A</c>, <c>1-2-3</c>. No range.
/// </summary>
internal sealed class ChainRule : ITextRule
{
    private const int MaxChain = 64;

    private static readonly SearchValues<char> NoOpeners = SearchValues.Create("-.,/$₹");

    private static readonly SearchValues<char> Parts = SearchValues.Create("0123456789-/");

    public SearchValues<char> Triggers => Characters.Digits;

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int first = NumberToken.EndOfDigits(source, at);
        if (source.At(first) != '-' || !source.OpensWord(at) || NoOpeners.Contains(source.At(at - 1)) || !TryRead(source, at, out int end))
        {
            return first;
        }

        Say(text, source, at, end);
        text.End(end);
        return end;
    }

    private static bool TryRead(ReadOnlySpan<char> source, int at, out int end)
    {
        int length = source[at..Math.Min(source.Length, at + MaxChain)].IndexOfAnyExcept(Parts);
        end = length < 0 ? Math.Min(source.Length, at + MaxChain) : at + length;
        bool letter = source[end - 1] is '/' or '-' && char.IsAsciiLetterUpper(source.At(end)) && source.ClosesWord(end + 1);
        ReadOnlySpan<char> chain = source[at..end].TrimEnd("-/");
        end = letter && chain.Length == end - at - 1 ? end + 1 : at + chain.Length;
        bool goesOn = !source.ClosesWord(end) || (source.At(end) is '.' or ',' or ':' && char.IsAsciiDigit(source.At(end + 1)));
        return chain.Length < MaxChain && chain.Count('-') + chain.Count('/') >= 2 && !HasEmptyPart(chain) && !IsMixed(chain) && !goesOn;
    }

    private static void Say(SpokenText text, ReadOnlySpan<char> source, int at, int end)
    {
        text.Begin(at);
        int part = at;
        for (int i = at; i <= end; i++)
        {
            if (i < end && char.IsAsciiLetterOrDigit(source[i]))
            {
                continue;
            }

            AddressSpeech.Spell(text, source[part..i], at);
            text.Say(i < end && source[i] == '/' ? LanguageCatalog.Words(text)[MapName.AddressSigns].Find("/") : "");
            part = i + 1;
        }
    }

    // "1-1/2" is one and a half.
    private static bool IsMixed(ReadOnlySpan<char> chain)
    {
        int hyphen = chain.IndexOf('-');
        int slash = chain.IndexOf('/');
        return hyphen is 1 or 2 && slash == hyphen + 2 && chain.Length - slash is 2 or 3 && chain[hyphen + 1] is '1' or '3'
            && chain[(slash + 1)..] is "2" or "4" or "3" or "8" or "16";
    }

    private static bool HasEmptyPart(ReadOnlySpan<char> chain)
    {
        for (int i = 1; i < chain.Length; i++)
        {
            if (!char.IsAsciiDigit(chain[i]) && !char.IsAsciiDigit(chain[i - 1]))
            {
                return true;
            }
        }

        return false;
    }
}
