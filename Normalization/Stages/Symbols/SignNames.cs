using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Symbols;

/// <summary>Signs that are still there when everything that has a meaning is in words, and are said by name.</summary>
internal static class SignNames
{
    /// <summary>What is said for the sign at an index of a run <c>[start, end)</c>; null when it is not said.</summary>
    /// <param name="language">Whose name of a currency is said.</param>
    public static string? Find(Vocabulary words, ReadOnlySpan<char> source, int at, int start, int end, LanguageRules language)
    {
        char sign = source[at];
        bool doubled = source.At(at - 1) == sign || source.At(at + 1) == sign;
        return sign switch
        {
            '/' => FindSlash(words, source, at, start, end),
            '=' when doubled => null,
            '&' when source.At(at - 1) == '&' => null,
            '$' when char.IsAsciiLetter(source.At(at + 1))
                || (source.At(at + 1) == ' ' && char.IsAsciiLetterLower(source.At(at + 2)) && at > 1 && source[at - 2] == ':') => null,
            _ => words[MapName.Signs].Find(source.Slice(at, 1)) ?? (!doubled && CurrencyTable.OfSign(sign) is { } currency
                ? language.NameOf(currency) : null),
        };
    }

    // "he/she" is one or the other; "and/or" says so itself; between Indic words an English one would be out of place.
    private static string? FindSlash(Vocabulary words, ReadOnlySpan<char> source, int at, int start, int end)
    {
        bool alone = source[start..at].TrimStart(' ').IsEmpty && source[(at + 1)..end].TrimEnd(' ').IsEmpty;
        if (!alone || start == 0 || end >= source.Length)
        {
            return null;
        }

        if (source[start - 1] is 'u' or 'r' && source.OpensWord(start - 1) && at == start && end == at + 1)
        {
            // "u/name", "r/name"
            return words[MapName.AddressSigns].Find("/");
        }

        bool latin = char.IsAsciiLetter(source[start - 1]) && char.IsAsciiLetter(source[end]);
        ReadOnlySpan<char> next = source[end..];
        return latin && words[MapName.Signs].Find("/") is { } or
            && !(next.StartsWith(or, StringComparison.OrdinalIgnoreCase) && next.ClosesWord(or.Length)) ? or : null;
    }
}
