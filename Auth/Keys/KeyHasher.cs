using System.Security.Cryptography;
using System.Text;

namespace StreamServer.Auth.Keys;

/// <summary>
/// Hashes keys, addresses and texts under the server's pepper. Keys are 256 random bits, so a fast keyed hash is enough; the
/// pepper makes a stolen table useless. Thread-safe.
/// </summary>
/// <param name="pepper">At least 16 bytes, the same on every replica.</param>
internal sealed class KeyHasher(byte[] pepper)
{
    /// <summary>Digits of a hashed address: 64 bits, enough to tell callers apart.</summary>
    private const int AddressDigits = 16;

    public KeyHash Hash(ReadOnlySpan<char> key)
    {
        Span<byte> bytes = stackalloc byte[KeyText.Length * 3];
        Span<byte> hash = stackalloc byte[KeyHash.Size];
        if (key.Length > KeyText.Length)
        {
            throw new ArgumentException("Longer than a key.", nameof(key));
        }

        int count = Encoding.UTF8.GetBytes(key, bytes);
        HMACSHA256.HashData(pepper, bytes[..count], hash);
        CryptographicOperations.ZeroMemory(bytes);
        return new KeyHash(hash);
    }

    /// <summary>Hexadecimal digits of a text's hash.</summary>
    public string HashText(string text) => Convert.ToHexStringLower(HMACSHA256.HashData(pepper, Encoding.UTF8.GetBytes("text:" + text)));

    /// <summary>Stands for an address where one has to be stored.</summary>
    public string HashAddress(string address) =>
        "addr_" + Convert.ToHexStringLower(HMACSHA256.HashData(pepper, Encoding.UTF8.GetBytes("addr:" + address)))[..AddressDigits];
}
