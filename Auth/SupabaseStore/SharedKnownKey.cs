using StreamServer.Auth.Plans;

namespace StreamServer.Auth.SupabaseStore;

/// <summary>Answer of <c>authorize_key</c>.</summary>
internal sealed record SharedKnownKey(SharedKey Key, Plan Plan, DateTimeOffset? ValidUntil);
