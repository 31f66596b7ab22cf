using System.Text;

namespace StreamServer.Endpoints.Tts;

/// <summary>The value of <c>X-Normalized-Text</c>: plain when it is printable ASCII, else RFC 8187; never more than a bounded length.</summary>
internal static class NormalizedTextHeader
{
    public const string Name = "X-Normalized-Text";

    /// <summary>Characters of text that the header shows.</summary>
    private const int MaxChars = 500;

    /// <summary>What RFC 8187 leaves unescaped (attr-char).</summary>
    private const string Plain = "!#$&+-.^_`|~";

    public static string Of(string text)
    {
        StringBuilder value = new();
        ReadOnlySpan<char> shown = text.Length <= MaxChars ? text : text.AsSpan(0, char.IsHighSurrogate(text[MaxChars - 1]) ? MaxChars - 1 : MaxChars);
        if (!shown.ContainsAnyExceptInRange(' ', '~'))
        {
            return shown.ToString();
        }

        value.Append("UTF-8''");
        foreach (byte one in Encoding.UTF8.GetBytes(shown.ToString()))
        {
            if (char.IsAsciiLetterOrDigit((char)one) || Plain.Contains((char)one))
            {
                value.Append((char)one);
            }
            else
            {
                value.Append('%').Append(one.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return value.ToString();
    }
}
