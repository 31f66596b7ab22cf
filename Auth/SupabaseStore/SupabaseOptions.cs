using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Auth.SupabaseStore;

/// <summary>Where the shared store is. Read only with <c>AUTH_STORE=supabase</c>.</summary>
internal sealed class SupabaseOptions
{
    /// <summary>The project's address, <c>https://….supabase.co</c>.</summary>
    [Setting("SUPABASE_URL")]
    public string Url { get; set; } = "";

    /// <summary>The project's secret key (<c>sb_secret_…</c>), or the token of its role <c>service_role</c>.</summary>
    [Setting("SUPABASE_KEY")]
    public string Key { get; set; } = "";

    /// <summary>Seconds after which a call without an answer counts as an outage.</summary>
    [Setting("SUPABASE_TIMEOUT_SECONDS"), Range(1, 60)]
    public double TimeoutSeconds { get; set; } = 5;

    public TimeSpan AnswerLimit => TimeSpan.FromSeconds(TimeoutSeconds);

    /// <summary>Whether the key is a token: those are sent in <c>Authorization</c> too, keys of the new kind never.</summary>
    public bool IsLegacyKey => !Key.StartsWith("sb_", StringComparison.Ordinal);

    /// <summary>What is wrong, without a value: a mistake must not show a key.</summary>
    public IEnumerable<string> Mistakes()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
        {
            yield return "SUPABASE_URL is the project's address, such as https://abcdefgh.supabase.co; AUTH_STORE=supabase needs it.";
        }
        else if (url.Scheme == "http" && !url.IsLoopback)
        {
            yield return "SUPABASE_URL must begin with https: the key would cross the network in clear text.";
        }
        else if (url.UserInfo.Length > 0 || url.Query.Length > 0)
        {
            yield return "SUPABASE_URL has a user, a password or a query; it is the project's address alone.";
        }

        if (Key.Length == 0)
        {
            yield return "SUPABASE_KEY is the project's secret key (sb_secret_…); AUTH_STORE=supabase needs it.";
        }
        else if (Key.Any(character => character is <= ' ' or > '~'))
        {
            yield return "SUPABASE_KEY has white space or characters that no key has.";
        }
        else if (Key.StartsWith("sb_publishable_", StringComparison.Ordinal))
        {
            yield return "SUPABASE_KEY is a publishable key; the server needs a secret one (sb_secret_…).";
        }
        else if (IsLegacyKey ? RoleOf(Key) != "service_role" : !Key.StartsWith("sb_secret_", StringComparison.Ordinal))
        {
            yield return "SUPABASE_KEY is neither a secret key (sb_secret_…) nor the token of the role service_role.";
        }
    }

    /// <summary>The role that a token names; null when it is no token. The signature is Supabase's to check.</summary>
    private static string? RoleOf(string token)
    {
        try
        {
            return token.Split('.') is [_, var claims, _]
                && JsonDocument.Parse(Base64Url.DecodeFromChars(claims)).RootElement is { ValueKind: JsonValueKind.Object } root
                && root.TryGetProperty("role", out JsonElement role)
                && role.ValueKind == JsonValueKind.String ? role.GetString() : null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            return null;
        }
    }
}
