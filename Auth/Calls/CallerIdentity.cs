using StreamServer.Auth.Keys;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Plans;

namespace StreamServer.Auth.Calls;

/// <summary>Who calls: a key, somebody without one, or, where no key is looked at, anybody.</summary>
/// <param name="Account">Whose limits count; also the owner for a fair share of the slots.</param>
/// <param name="Scopes">What he may do.</param>
/// <param name="Key">Null without a key.</param>
/// <param name="Hash">Of the key, to look it up again while a stream runs.</param>
internal sealed record CallerIdentity(QuotaAccount Account, KeyScopes Scopes, ApiKey? Key, KeyHash Hash)
{
    /// <summary>Everything but the administration of keys, which are not looked at.</summary>
    private const KeyScopes All = KeyScopes.Stt | KeyScopes.Tts | KeyScopes.VoicesWrite;

    private static readonly Plan Unlimited = new() { Id = "open" };

    public static CallerIdentity Of(ValidKey key) =>
        new(new QuotaAccount(key.Known.Key.Id, key.Known.Plan), key.Known.Key.Scopes, key.Known.Key, key.Hash);

    /// <param name="subject">Stands for the address.</param>
    /// <param name="plan">The plan <c>anonymous</c>.</param>
    public static CallerIdentity Anonymous(string subject, Plan plan) =>
        new(new QuotaAccount(subject, plan), KeyScopes.Stt | KeyScopes.Tts, null, default);

    /// <summary>Where no key is looked at.</summary>
    /// <param name="address">Owner for a fair share; it is not stored.</param>
    public static CallerIdentity Open(string address) => new(new QuotaAccount(address, Unlimited), All, null, default);
}
