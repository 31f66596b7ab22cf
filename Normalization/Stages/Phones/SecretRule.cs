using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Phones;

/// <summary>
/// Numbers that are said digit by digit because of the word beside them: one-time codes, postal codes, numbers of accounts and orders,
/// short numbers to
/// call. Groups that are written apart are said apart.
/// </summary>
internal sealed class SecretRule : ITextRule
{
    private const int MaxDigits = 24;
    private const int MaxGroups = 6;
    private const int LongestCall = 6;

    public SearchValues<char> Triggers => Characters.Digits;

    public bool Concerns(SpokenText text) => text.Source.ContainsAny(Characters.Digits)
        && (text.Source.ContainsAny(LanguageCatalog.Words(text).Secrets) || text.Source.Contains("**", StringComparison.Ordinal));

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int first = NumberToken.EndOfDigits(source, at);
        if (!source.OpensWord(at) || source.At(at - 1) is '.' or '+' or '₹' or '$' or '/' && source.At(at - 2) != ' ')
        {
            return first;
        }

        Span<Range> groups = stackalloc Range[MaxGroups];
        int count = ReadGroups(source, at, groups, out int end, out int digits);
        if (digits is < 3 or > MaxDigits || !Closes(source, end))
        {
            return first;
        }

        bool masked = digits == 4 && source.At(at - 1) is '*' && source.At(at - 2) == '*';
        masked |= digits == 4 && at > 4 && source[at - 1] == ' ' && source[at - 2] == '*' && source[at - 3] == '*';
        NumberLabel label = masked ? NumberLabel.Code : NumberLabels.Find(LanguageCatalog.Words(text), source, at, end, digits);
        if (label == NumberLabel.None || (label == NumberLabel.Call && !IsCall(source, end, count, digits)))
        {
            return end;
        }

        Say(text, source, at, groups[..count], end);
        return text.Consumed;
    }

    private static void Say(SpokenText text, ReadOnlySpan<char> source, int at, ReadOnlySpan<Range> groups, int end)
    {
        LanguageRules language = LanguageCatalog.For(text, at);
        text.Begin(at);
        bool apart = ShortestOf(groups) >= 3;
        for (int i = 0; i < groups.Length; i++)
        {
            text.Write(i > 0 && apart ? "," : "");
            language.SayDigits(text, source[groups[i]]);
        }

        text.End(end);
    }

    private static int ShortestOf(ReadOnlySpan<Range> groups)
    {
        int shortest = MaxDigits;
        foreach (Range group in groups)
        {
            shortest = Math.Min(shortest, group.End.Value - group.Start.Value);
        }

        return shortest;
    }

    // "123 456", "123-456": one space or hyphen between groups.
    private static int ReadGroups(ReadOnlySpan<char> source, int at, Span<Range> groups, out int end, out int digits)
    {
        int count = 0;
        digits = 0;
        end = at;
        while (count < groups.Length && char.IsAsciiDigit(source.At(at)))
        {
            end = NumberToken.EndOfDigits(source, at);
            groups[count++] = at..end;
            digits += end - at;
            if (source.At(end) is not (' ' or '-') || digits > MaxDigits)
            {
                break;
            }

            at = end + 1;
        }

        return count;
    }

    private static bool Closes(ReadOnlySpan<char> source, int end) =>
        source.ClosesLatin(end) && source.At(end) is not ('%' or '/' or ':' or '°')
            && !(source.At(end) is '.' or ',' or '-' && char.IsAsciiDigit(source.At(end + 1)));

    // Short numbers; longer ones are read as telephone numbers. "Call 500 people" counts.
    private static bool IsCall(ReadOnlySpan<char> source, int end, int count, int digits)
    {
        if (count > 1 || digits > LongestCall)
        {
            return false;
        }

        int word = end + 1;
        while (char.IsAsciiLetterLower(source.At(word)))
        {
            word++;
        }

        return source.At(end) != ' ' || source[word - 1] != 's' || source[(end + 1)..word] is "is" or "as" or "us";
    }
}
