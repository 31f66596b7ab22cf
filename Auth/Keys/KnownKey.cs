using StreamServer.Auth.Plans;

namespace StreamServer.Auth.Keys;

/// <summary>What a store says of a hash that it knows. Revoked and expired keys are known too: who holds one is told so.</summary>
/// <param name="Key">Whose hash it is.</param>
/// <param name="Plan">The plan of the key, as it is now.</param>
/// <param name="ValidUntil">
/// When this secret stops working: the key's expiry, or sooner when it is the old secret of a rotated key; null for never.
/// </param>
internal sealed record KnownKey(ApiKey Key, Plan Plan, DateTimeOffset? ValidUntil)
{
    public KeyState StateAt(DateTimeOffset now) =>
        Key.Revoked <= now ? KeyState.Revoked : ValidUntil <= now ? KeyState.Expired : KeyState.Valid;
}
