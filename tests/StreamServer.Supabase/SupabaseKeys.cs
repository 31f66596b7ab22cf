using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace StreamServer.Supabase;

/// <summary>API keys of one project, of the new kind and of the old (JSON Web Tokens, HS256). New ones for every instance.</summary>
public sealed class SupabaseKeys
{
    private readonly byte[] _jwtSecret = RandomNumberGenerator.GetBytes(32);

    public SupabaseKeys()
    {
        LegacyAnon = Jwt("anon");
        LegacyServiceRole = Jwt("service_role");
        Written.Secret(Secret);
        Written.Secret(LegacyServiceRole);
    }

    public string Publishable { get; } = "sb_publishable_" + RandomNumberGenerator.GetHexString(31, lowercase: true);

    public string Secret { get; } = "sb_secret_" + RandomNumberGenerator.GetHexString(31, lowercase: true);

    public string LegacyAnon { get; }

    public string LegacyServiceRole { get; }

    /// <summary>A token of this project for a role, as its sign-in would issue.</summary>
    public string Jwt(string role)
    {
        string signed = Encode("""{"alg":"HS256","typ":"JWT"}"""u8) + "." + Encode(JsonSerializer.SerializeToUtf8Bytes(new
        {
            iss = "supabase",
            role,
            exp = DateTimeOffset.UtcNow.AddHours(1).ToUnixTimeSeconds(),
        }));
        return signed + "." + Encode(HMACSHA256.HashData(_jwtSecret, Encoding.ASCII.GetBytes(signed)));
    }

    /// <summary>What the gateway knows of a key in <c>apikey</c>.</summary>
    /// <returns>
    /// The role of a key of the new kind; <c>""</c> for one of the old kind, whose role only <c>Authorization</c> tells; null if unknown.
    /// </returns>
    internal string? RoleOf(string apiKey) =>
        apiKey == Secret ? "service_role"
        : apiKey == Publishable ? "anon"
        : apiKey == LegacyAnon || apiKey == LegacyServiceRole ? string.Empty
        : null;

    /// <summary>Checks a token as PostgREST does.</summary>
    /// <exception cref="PostgrestException">401 with PGRST301 or PGRST303.</exception>
    internal string RoleOfToken(string token)
    {
        string[] parts = token.Split('.');
        if (parts.Length != 3)
        {
            throw new PostgrestException(401, "PGRST301", $"Expected 3 parts in JWT; got {parts.Length}");
        }

        string expected = Encode(HMACSHA256.HashData(_jwtSecret, Encoding.ASCII.GetBytes(parts[0] + "." + parts[1])));
        if (expected != parts[2])
        {
            const string Details = "None of the keys was able to decode the JWT";
            throw new PostgrestException(401, "PGRST301", "No suitable key or wrong key type", Details);
        }

        using JsonDocument claims = JsonDocument.Parse(Decode(parts[1]));
        if (claims.RootElement.GetProperty("exp").GetInt64() < DateTimeOffset.UtcNow.ToUnixTimeSeconds())
        {
            throw new PostgrestException(401, "PGRST303", "JWT expired");
        }

        return claims.RootElement.GetProperty("role").GetString()!;
    }

    private static string Encode(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static byte[] Decode(string text) => System.Buffers.Text.Base64Url.DecodeFromChars(text);
}
