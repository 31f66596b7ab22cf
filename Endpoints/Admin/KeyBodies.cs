using System.Globalization;
using System.Text.Json;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Plans;
using StreamServer.Endpoints.Edge;

namespace StreamServer.Endpoints.Admin;

/// <summary>Bodies of the administration's routes; every mistake of a body is told at once.</summary>
internal static class KeyBodies
{
    private const long MostUnits = 1_000_000_000;

    /// <exception cref="Inference.StreamException">Names the members that are wrong.</exception>
    public static KeyWish ReadWish(JsonElement root)
    {
        JsonMembers members = new(root);
        string name = Required(members, "name");
        string owner = Required(members, "owner");
        string plan = members.String("plan") ?? ShippedPlans.Free;
        KeyScopes scopes = ReadScopes(members);
        DateTimeOffset? expires = ReadTime(members, "expires");
        members.ThrowIfWrong();
        return new KeyWish(name, owner, plan, scopes, expires);
    }

    public static TimeSpan ReadGrace(JsonElement root)
    {
        JsonMembers members = new(root);
        double hours = members.Number("grace_hours", 0, KeyOffice.LongestGrace.TotalHours) ?? 0;
        members.ThrowIfWrong();
        return TimeSpan.FromHours(hours);
    }

    public static (decimal Credits, string Reason, Guid Entry) ReadGrant(JsonElement root)
    {
        JsonMembers members = new(root);
        decimal credits = (decimal)(members.Number("credits", -MostUnits, MostUnits) ?? 0);
        string reason = Required(members, "reason");
        Guid entry = Guid.CreateVersion7();
        if (members.String("entry") is { } text && !Guid.TryParse(text, out entry))
        {
            members.Add("entry", "must be a UUID");
        }

        members.ThrowIfWrong();
        return (credits, reason, entry);
    }

    public static Plan ReadPlan(string id, JsonElement root)
    {
        JsonMembers members = new(root);
        Plan plan = new()
        {
            Id = id,
            RequestsPerMinute = (int?)members.Whole("requests_per_minute", 0, MostUnits),
            ConcurrentStt = (int?)members.Whole("concurrent_stt", 0, MostUnits),
            ConcurrentTts = (int?)members.Whole("concurrent_tts", 0, MostUnits),
            CharactersPerDay = members.Whole("characters_per_day", 0, MostUnits),
            CharactersPerMonth = members.Whole("characters_per_month", 0, MostUnits),
            AudioSecondsPerDay = members.Whole("audio_seconds_per_day", 0, MostUnits),
            AudioSecondsPerMonth = members.Whole("audio_seconds_per_month", 0, MostUnits),
            Credits = members.Whole("credits", 0, MostUnits),
        };
        members.ThrowIfWrong();
        return plan;
    }

    private static string Required(JsonMembers members, string name)
    {
        string? value = members.String(name);
        if (string.IsNullOrEmpty(value))
        {
            members.Add(name, $"must be 1 to {KeyOffice.MaxText} characters");
        }

        return value ?? "";
    }

    private static KeyScopes ReadScopes(JsonMembers members)
    {
        if (members.Take("scopes") is not { } value)
        {
            return KeyScopes.Stt | KeyScopes.Tts;
        }

        string[]? names = value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(
            item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : null;
        if (names is null or [] || !KeyScopeNames.TryParse(names, out KeyScopes scopes, out _))
        {
            members.Add("scopes", $"must be a list of {string.Join(", ", KeyScopeNames.All)}");
            return KeyScopes.None;
        }

        return scopes;
    }

    private static DateTimeOffset? ReadTime(JsonMembers members, string name)
    {
        if (members.String(name) is not { } text)
        {
            return null;
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time))
        {
            return time;
        }

        members.Add(name, "must be a time in ISO 8601");
        return null;
    }
}
