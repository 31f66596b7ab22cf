using StreamServer.Auth.Keys;

namespace StreamServer.Auth.SupabaseStore;

/// <summary>A key as the functions answer with it.</summary>
internal sealed record SharedKey(
    string Id,
    string Name,
    string Owner,
    string PlanId,
    IReadOnlyList<string> Scopes,
    DateTimeOffset Created,
    DateTimeOffset? Expires,
    DateTimeOffset? Revoked,
    DateTimeOffset? LastUsed)
{
    public ApiKey ToKey() => new()
    {
        Id = Id,
        Name = Name,
        Owner = Owner,
        PlanId = PlanId,
        // A scope of a later version opens nothing here.
        Scopes = Scopes.Aggregate(
            KeyScopes.None, (all, name) => KeyScopeNames.TryParse([name], out KeyScopes scope, out _) ? all | scope : all),
        Created = Created,
        Expires = Expires,
        Revoked = Revoked,
        LastUsed = LastUsed,
    };
}
