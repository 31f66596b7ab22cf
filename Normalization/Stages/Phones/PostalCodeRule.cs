using System.Buffers;
using System.Collections.Frozen;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Phones;

/// <summary>Postal codes behind a place: six digits behind a dash (<c>Hyderabad - 500081</c>), five behind a state (<c>DC 20500</c>).</summary>
internal sealed class PostalCodeRule : ITextRule
{
    private static readonly FrozenSet<string> States = """
        AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI
        WY DC
        """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> StateCodes = States.GetAlternateLookup<ReadOnlySpan<char>>();

    public SearchValues<char> Triggers => Characters.Digits;

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int end = NumberToken.EndOfDigits(source, at);
        if (!source.ClosesWord(end) || (source.At(end) is '.' or ',' or '-' or '/' && char.IsAsciiDigit(source.At(end + 1))))
        {
            return end;
        }

        int dash = source.At(at - 1) == ' ' ? at - 2 : at - 1;
        bool indian = end - at == 6 && source[at] != '0' && dash >= text.Consumed && Characters.IsDash(source.At(dash)) && FollowsPlace(source, dash);
        bool american = end - at == 5 && at >= 4 && source[at - 1] == ' ' && StateCodes.Contains(source.Slice(at - 3, 2)) && source[at - 4] is ' ' or ',';
        if (!indian && !american)
        {
            return end;
        }

        int start = indian ? dash : at;
        while (indian && start > text.Consumed && source[start - 1] == ' ')
        {
            start--;
        }

        text.Begin(start);
        if (indian)
        {
            text.Write(", ");
        }

        LanguageCatalog.For(text, at).SayDigits(text, source[at..end]);
        text.End(end);
        return end;
    }

    // A name with a capital, or an Indic word.
    private static bool FollowsPlace(ReadOnlySpan<char> source, int dash)
    {
        int end = dash;
        while (end > 0 && dash - end < 2 && source[end - 1] == ' ')
        {
            end--;
        }

        int start = end;
        while (start > 0 && end - start < 24 && Characters.IsWord(source[start - 1]) && !char.IsAsciiDigit(source[start - 1]))
        {
            start--;
        }

        return end - start > 2 && (char.IsAsciiLetterUpper(source[start]) && char.IsAsciiLetterLower(source[start + 1]) || Characters.IsIndicLetterOrMark(source[start]));
    }
}
