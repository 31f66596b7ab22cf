using StreamServer.Normalization.Languages.Rules;
using StreamServer.Normalization.Text;

namespace StreamServer.Normalization.Stages.Symbols;

/// <summary>Signs that are still there when everything that has a meaning is in words, and are said by name.</summary>
internal static class SignNames
{
    /// <summary>What is said for the sign at an index of a run <c>[start, end)</c>; null when it is not said.</summary>
    /// <param name="language">Whose name of a currency is said.</param>
    public static string? Find(ReadOnlySpan<char> source, int at, int start, int end, LanguageRules language) => source[at] switch
    {
        '&' => "and",
        '+' => "plus",
        '=' => source.At(at - 1) == '=' || source.At(at + 1) == '=' ? null : "equals",
        '@' => "at",
        '%' => "percent",
        '‰' => "per mille",
        '°' => "degrees",
        '§' => "section",
        '©' => "copyright",
        '×' => "times",
        '÷' => "divided by",
        '±' => "plus or minus",
        '¢' => "cents",
        '/' => FindSlash(source, at, start, end),
        char sign => source.At(at - 1) == sign || source.At(at + 1) == sign ? null : CurrencyTable.OfSign(sign) is { } currency ? language.NameOf(currency) : null,
    };

    // "he/she" is one or the other; "and/or" says so itself; between Indic words an English one would be out of place.
    private static string? FindSlash(ReadOnlySpan<char> source, int at, int start, int end)
    {
        bool alone = source[start..at].TrimStart(' ').IsEmpty && source[(at + 1)..end].TrimEnd(' ').IsEmpty;
        if (!alone || start == 0 || end >= source.Length)
        {
            return null;
        }

        bool latin = char.IsAsciiLetter(source[start - 1]) && char.IsAsciiLetter(source[end]);
        ReadOnlySpan<char> next = source[end..];
        return latin && !(next.StartsWith("or", StringComparison.OrdinalIgnoreCase) && next.ClosesWord(2)) ? "or" : null;
    }
}
