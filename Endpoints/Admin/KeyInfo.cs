using StreamServer.Auth.Keys;

namespace StreamServer.Endpoints.Admin;

/// <summary>A key without its secret.</summary>
/// <param name="Id">Stable over rotations.</param>
/// <param name="Prefix">How the key begins.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Owner">Whom it belongs to.</param>
/// <param name="Plan">Its limits.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">Absent: never.</param>
/// <param name="Revoked">Absent: it is not.</param>
/// <param name="LastUsed">Up to a minute old.</param>
/// <param name="Key">The key itself: in the answer that made it, and never again.</param>
internal sealed record KeyInfo(
    string Id,
    string Prefix,
    string Name,
    string Owner,
    string Plan,
    IReadOnlyList<string> Scopes,
    DateTimeOffset Created,
    DateTimeOffset? Expires,
    DateTimeOffset? Revoked,
    DateTimeOffset? LastUsed,
    string? Key = null)
{
    public static KeyInfo Of(ApiKey key, string? text = null) => new(
        key.Id,
        key.Prefix,
        key.Name,
        key.Owner,
        key.PlanId,
        KeyScopeNames.NamesOf(key.Scopes),
        key.Created,
        key.Expires,
        key.Revoked,
        key.LastUsed,
        text);

    /// <summary>Without the secret, so that no log can have it.</summary>
    public override string ToString() => Prefix;
}
