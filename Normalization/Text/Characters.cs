using System.Buffers;
using System.Globalization;

namespace StreamServer.Normalization.Text;

/// <summary>What kind of character one UTF-16 unit is, as far as the stages care.</summary>
internal static class Characters
{
    public const char ZeroWidthNonJoiner = '\u200C';
    public const char ZeroWidthJoiner = '\u200D';
    public const char Danda = '\u0964';
    public const char DoubleDanda = '\u0965';

    public static readonly SearchValues<char> Digits = SearchValues.Create("0123456789");

    public static readonly SearchValues<char> AsciiLetters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Letter, mark or digit of any script; joiners and halves of supplementary characters belong to words too.</summary>
    public static bool IsWord(char c)
    {
        if (char.IsAscii(c))
        {
            return char.IsAsciiLetterOrDigit(c);
        }

        if (IsIndicLetterOrMark(c))
        {
            return true;
        }

        return char.GetUnicodeCategory(c) switch
        {
            <= UnicodeCategory.OtherLetter => true,
            UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => true,
            UnicodeCategory.DecimalDigitNumber or UnicodeCategory.Surrogate => true,
            _ => c is ZeroWidthJoiner or ZeroWidthNonJoiner,
        };
    }

    /// <summary>
    /// Any unit of the Indic blocks, Devanagari (U+0900) to Sinhala (U+0DFF), that is not a digit, a danda or a sign of abbreviation.
    /// </summary>
    public static bool IsIndicLetterOrMark(char c) =>
        c is >= '\u0900' and <= '\u0DFF' && c is not (Danda or DoubleDanda or '\u0970') && !IsIndicDigit(c);

    /// <summary>Decimal digits stand at the same place in each of the Indic blocks: xx66 to xx6F and xxE6 to xxEF.</summary>
    public static bool IsIndicDigit(char c) => c is >= '\u0900' and <= '\u0DFF' && (c & 0x7F) is >= 0x66 and <= 0x6F;

    public static bool IsDevanagari(char c) => c is >= '\u0900' and <= '\u097F' && IsIndicLetterOrMark(c);

    public static bool IsTelugu(char c) => c is >= '\u0C00' and <= '\u0C7F' && IsIndicLetterOrMark(c);

    /// <summary>A sign that may be read as the minus of a number: ASCII hyphen or U+2212.</summary>
    public static bool IsMinus(char c) => c is '-' or '\u2212';

    /// <summary>A sign that may stand in a range: hyphen, en dash, em dash, minus.</summary>
    public static bool IsDash(char c) => c is '-' or '\u2013' or '\u2014' or '\u2212';

    /// <summary>The unit at an index, or NUL outside the text.</summary>
    public static char At(this ReadOnlySpan<char> text, int index) => (uint)index < (uint)text.Length ? text[index] : '\0';

    /// <summary>Whether nothing word-like touches the text on the left of <paramref name="start"/>.</summary>
    public static bool OpensWord(this ReadOnlySpan<char> text, int start) => start == 0 || !IsWord(text[start - 1]);

    /// <summary>Whether nothing word-like follows directly at <paramref name="end"/>.</summary>
    public static bool ClosesWord(this ReadOnlySpan<char> text, int end) => end >= text.Length || !IsWord(text[end]);

    /// <summary>As <see cref="ClosesWord"/>, or an Indic ending follows, as on an acronym.</summary>
    public static bool ClosesLatin(this ReadOnlySpan<char> text, int end) => text.ClosesWord(end) || IsIndicLetterOrMark(text[end]);

    /// <summary>The first index at or after <paramref name="index"/> that holds no space or tab.</summary>
    public static int SkipBlanks(this ReadOnlySpan<char> text, int index)
    {
        while (index < text.Length && text[index] is ' ' or '\t')
        {
            index++;
        }

        return index;
    }
}
