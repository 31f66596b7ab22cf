using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace StreamServer.Auth.Keys;

/// <summary>
/// The text of a key: <c>spk_live_</c>, 8 characters of base62, <c>_</c>, 43 characters of base64url that stand for 256 random
/// bits. The prefix lets secret scanners find keys that were published; the id tells keys apart where the secret must not be shown.
/// </summary>
internal static class KeyText
{
    public const string Prefix = "spk_live_";

    public const int IdLength = 8;

    private const int SecretBytes = 32;
    private const int SecretLength = 43;

    /// <summary>Characters of a whole key.</summary>
    public const int Length = 9 + IdLength + 1 + SecretLength;

    private const string Base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<char> IdCharacters = SearchValues.Create(Base62);
    private static readonly SearchValues<char> SecretCharacters = SearchValues.Create(Base62 + "-_");

    public static string NewId() => RandomNumberGenerator.GetString(Base62, IdLength);

    /// <summary>A new key's text, to be shown once.</summary>
    public static string Create(string id) =>
        $"{Prefix}{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}";

    /// <summary>Whether a text can be a key at all; everything else is refused without a look into any store.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text) =>
        text.Length == Length
        && text.StartsWith(Prefix, StringComparison.Ordinal)
        && !text.Slice(Prefix.Length, IdLength).ContainsAnyExcept(IdCharacters)
        && text[Prefix.Length + IdLength] == '_'
        && !text[^SecretLength..].ContainsAnyExcept(SecretCharacters);
}
