namespace StreamServer.Auth.Keys;

/// <summary>What somebody wants a new key to be.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Owner">Whom it belongs to.</param>
/// <param name="PlanId">Of a plan that exists.</param>
/// <param name="Scopes">At least one.</param>
/// <param name="Expires">Null: never.</param>
internal sealed record KeyWish(string Name, string Owner, string PlanId, KeyScopes Scopes, DateTimeOffset? Expires);
