using System.Globalization;
using System.Text;
using StreamServer.Normalization.Text;

namespace StreamServer.Endpoints.Tts;

/// <summary>
/// The value of <c>X-Normalized-Text</c>: plain when the text is printable ASCII, otherwise an extended value of RFC 8187.
/// </summary>
internal static class NormalizedTextHeader
{
    public const string Name = "X-Normalized-Text";

    /// <summary>Most characters (UTF-16 units) of text that a value carries; what follows is left out.</summary>
    public const int MaxCharacters = 500;

    // A cluster is never longer in a language; a longer run of marks is cut.
    private const int MaxCluster = 32;

    private const string Prefix = "UTF-8''";

    /// <summary>The header value of a text: ASCII without control characters, whatever the text is.</summary>
    public static string Format(string text)
    {
        ReadOnlySpan<char> carried = text.AsSpan(0, CutBefore(text, MaxCharacters)).TrimEnd(' ');
        return IsPlain(carried) ? carried.ToString() : Extended(carried);
    }

    // A value that looks like an extended one must be one.
    private static bool IsPlain(ReadOnlySpan<char> text) =>
        !text.ContainsAnyExceptInRange(' ', '~') && !text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
            && (text.IsEmpty || text[0] != ' ');

    private static string Extended(ReadOnlySpan<char> text)
    {
        StringBuilder value = new(Prefix, Prefix.Length + (text.Length * 9));
        Span<byte> bytes = stackalloc byte[4];
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && IsAttributeCharacter((char)rune.Value))
            {
                value.Append((char)rune.Value);
                continue;
            }

            int length = rune.EncodeToUtf8(bytes);
            foreach (byte octet in bytes[..length])
            {
                value.Append('%').Append(octet.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return value.ToString();
    }

    // attr-char of RFC 8187, section 3.2.1.
    private static bool IsAttributeCharacter(char c) =>
        char.IsAsciiLetterOrDigit(c) || c is '!' or '#' or '$' or '&' or '+' or '-' or '.' or '^' or '_' or '`' or '|' or '~';

    /// <summary>
    /// The largest cut of at most <paramref name="most"/> units that parts no surrogate pair and no cluster of letter, marks and
    /// joiners.
    /// </summary>
    private static int CutBefore(string text, int most)
    {
        if (text.Length <= most)
        {
            return text.Length;
        }

        int cut = most;
        while (cut > 0 && most - cut < MaxCluster && ContinuesCluster(text, cut))
        {
            cut--;
        }

        cut = most - cut < MaxCluster ? cut : most;
        return char.IsLowSurrogate(text[cut]) && cut > 0 && char.IsHighSurrogate(text[cut - 1]) ? cut - 1 : cut;
    }

    private static bool ContinuesCluster(string text, int at)
    {
        char c = text[at];
        if (char.IsLowSurrogate(c) || c is Characters.ZeroWidthJoiner or Characters.ZeroWidthNonJoiner)
        {
            return true;
        }

        if (char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
        {
            return true;
        }

        // A consonant after a virama or a joiner belongs to the conjunct before it.
        char before = text[at - 1];
        return Characters.IsIndicLetterOrMark(c)
            && (IsVirama(before) || (before is Characters.ZeroWidthJoiner or Characters.ZeroWidthNonJoiner));
    }

    // The virama stands at the same place in each of the Indic blocks: xx4D and xxCD.
    private static bool IsVirama(char c) => c is >= '\u0900' and <= '\u0D7F' && (c & 0x7F) == 0x4D;
}
