using System.Buffers;
using StreamServer.Normalization.Languages.English;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Dates;

/// <summary>Decades: <c>the 1990s</c>, <c>the '90s</c>, <c>in her 20s</c>. English only: no other language writes them so.</summary>
internal sealed class DecadeRule : ITextRule
{
    private static readonly string[] Plurals = ["tens", "twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties"];

    private static readonly SearchValues<string> Endings = SearchValues.Create(["0s", "0's"], StringComparison.Ordinal);

    public SearchValues<char> Triggers => Characters.Digits;

    public bool Concerns(ReadOnlySpan<char> text) => text.ContainsAny(Endings);

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int end = at;
        if (!source.OpensWord(at) || !Digits.TryRead(source, ref end, 4, out int number))
        {
            return NumberToken.EndOfDigits(source, at);
        }

        int length = end - at;
        bool second = at >= 3 && Characters.IsDash(source[at - 1]) && source[at - 2] == 's' && char.IsAsciiDigit(source[at - 3]);
        int last = source.At(end) is '\'' ? end + 1 : end;
        if (number % 10 != 0 || source.At(last) != 's' || !source.ClosesWord(last + 1) || source.At(at - 1) is '.' or ',' or '$' or ':')
        {
            return end;
        }

        if (length == 2 && number is >= 20 and <= 90 && (source.At(at - 1) == '\'' || Names(source, at)))
        {
            text.Begin((source.At(at - 1) == '\'' || second) && at > text.Consumed ? at - 1 : at);
            text.Say(second ? "to" : "");
            text.Say(Plurals[(number / 10) - 1]);
            text.End(last + 1);
            return text.Consumed;
        }

        if (length == 4 && number is >= 1100 and <= 2190)
        {
            text.Begin(at);
            SayDecade(text, number);
            text.End(last + 1);
            return text.Consumed;
        }

        return end;
    }

    private static void SayDecade(SpokenText text, int year)
    {
        if (year == 2000)
        {
            text.Say("two thousands");
            return;
        }

        EnglishRules.Instance.SayInteger(text, year / 100);
        text.Say(year % 100 == 0 ? "hundreds" : Plurals[(year % 100 / 10) - 1]);
    }

    // "the 60s", "her 20s" are decades; "wait 20s" is a time.
    private static bool Names(ReadOnlySpan<char> source, int at)
    {
        ReadOnlySpan<char> before = source[..at].TrimEnd(' ');
        ReadOnlySpan<char> word = before[Math.Max(0, before.Length - 8)..];
        word = word[(word.LastIndexOf(' ') + 1)..];
        return (word.Length > 3 && Characters.IsDash(word[^1]) && word[^2] == 's' && char.IsAsciiDigit(word[^3])) || word is "the" or "The" or "her" or "his" or "their" or "my" or "your" or "our" or "early" or "mid" or "late" or "mid-";
    }
}
