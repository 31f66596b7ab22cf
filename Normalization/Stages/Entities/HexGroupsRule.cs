using System.Buffers;
using StreamServer.Normalization.Languages;
using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Stages.Words;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Entities;

/// <summary>Hexadecimal digits in groups: addresses of IPv6 (RFC 4291), hardware addresses, UUIDs (RFC 9562). Every character is said.</summary>
internal sealed class HexGroupsRule : ITextRule
{
    private const int MaxLength = 45;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("0123456789abcdefABCDEF:-");

    public SearchValues<char> Triggers { get; } = SearchValues.Create(":-");

    public int Rewrite(SpokenText text, int at)
    {
        ReadOnlySpan<char> source = text.Source;
        int start = at;
        while (start > text.Consumed && at - start < MaxLength && Allowed.Contains(source[start - 1]))
        {
            start--;
        }

        int length = source[at..Math.Min(source.Length, at + MaxLength)].IndexOfAnyExcept(Allowed);
        int end = length < 0 ? Math.Min(source.Length, at + MaxLength) : at + length;
        ReadOnlySpan<char> token = source[start..end].TrimEnd(":-");
        token = source[at..end] is "::" && token.Length > 0 && char.IsAsciiHexDigit(token[0]) ? source[start..end] : token;
        end = start + token.Length;
        if (end <= at || !source.OpensWord(start) || !source.ClosesWord(end) || !(IsInternet(token) || IsHardware(token, ':') || IsHardware(token, '-') || IsUnique(token)))
        {
            return Math.Max(at + 1, end);
        }

        if (IsProportion(token))
        {
            return SayProportion(text, token, start, end);
        }

        text.Begin(start);
        foreach (char c in token)
        {
            if (char.IsAsciiHexDigit(c))
            {
                AddressSpeech.Spell(text, [c], start);
            }
            else
            {
                text.Say(c == ':' ? "colon" : "dash");
            }
        }

        text.End(end);
        return end;
    }

    // "3:4::6:8": as three is to four.
    private static bool IsProportion(ReadOnlySpan<char> token) =>
        token.IndexOf("::") is > 2 and int gap && token.Count(':') == 4 && !token.ContainsAny("abcdefABCDEF-") && token[..gap].Contains(':') && token[(gap + 2)..].Contains(':');

    private static int SayProportion(SpokenText text, ReadOnlySpan<char> token, int start, int end)
    {
        LanguageRules language = LanguageCatalog.For(text, start);
        text.Begin(start);
        int at = 0;
        while (at < token.Length)
        {
            int digits = at;
            while (char.IsAsciiDigit(token.At(digits)))
            {
                digits++;
            }

            language.SayCardinal(text, token[at..digits], indian: false, beforeNoun: false);
            bool gap = token.At(digits + 1) == ':';
            text.Say(digits == token.Length ? "" : gap ? language[Term.As] : language.RatioTo);
            at = gap ? digits + 2 : digits + 1;
        }

        text.End(end);
        return end;
    }

    // Eight groups of up to four digits, or fewer with one gap.
    private static bool IsInternet(ReadOnlySpan<char> token)
    {
        int gap = token.IndexOf("::");
        int groups = 0;
        foreach (Range range in token.Split(':'))
        {
            ReadOnlySpan<char> group = token[range];
            if (group.Length > 4 || group.Contains('-'))
            {
                return false;
            }

            groups++;
        }

        bool digits = token.ContainsAnyInRange('0', '9');
        return digits && (gap < 0 ? groups == 8 : groups is >= 3 and <= 8 && token[(gap + 1)..].IndexOf("::") < 0);
    }

    private static bool IsHardware(ReadOnlySpan<char> token, char separator)
    {
        for (int i = 0; i < token.Length; i++)
        {
            if (i % 3 == 2 ? token[i] != separator : !char.IsAsciiHexDigit(token[i]))
            {
                return false;
            }
        }

        return token.Length == 17;
    }

    private static bool IsUnique(ReadOnlySpan<char> token)
    {
        for (int i = 0; i < token.Length; i++)
        {
            if (i is 8 or 13 or 18 or 23 ? token[i] != '-' : !char.IsAsciiHexDigit(token[i]))
            {
                return false;
            }
        }

        return token.Length == 36;
    }
}
