using System.Net;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Plans;
using StreamServer.Auth.Settings;
using StreamServer.Inference;

namespace StreamServer.Auth.Calls;

/// <summary>Says who calls, as <c>AUTH_MODE</c> wants it. Thread-safe.</summary>
internal sealed class CallerDirectory(AuthMode mode, KeyDirectory? keys, IKeyStore? store, KeyHasher? hasher, TimeProvider time)
{
    private static readonly TimeSpan PlanAge = TimeSpan.FromSeconds(60);

    private Plan _anonymous = ShippedPlans.All.Single(plan => plan.Id == ShippedPlans.Anonymous);
    private long _anonymousRead;

    public AuthMode Mode => mode;

    /// <summary>The caller of a request; neither a caller nor a refusal when he has no key and needs one.</summary>
    /// <param name="key">As it was sent; null for none.</param>
    /// <param name="address">Where he is.</param>
    public async ValueTask<CallerCheck> FindAsync(string? key, IPAddress? address, CancellationToken cancellation)
    {
        string place = CallerAddress.Of(address);
        if (mode == AuthMode.None)
        {
            return new CallerCheck(CallerIdentity.Open(place), null);
        }

        if (key is not null)
        {
            KeyCheck check = await keys!.TryCheckAsync(key, place, cancellation);
            return check.Refused is null ? new CallerCheck(CallerIdentity.Of(check.Key), null) : new CallerCheck(null, check.Refused);
        }

        return mode == AuthMode.Required
            ? default
            : new CallerCheck(CallerIdentity.Anonymous(hasher!.HashAddress(place), await AnonymousAsync(cancellation)), null);
    }

    private async ValueTask<Plan> AnonymousAsync(CancellationToken cancellation)
    {
        if (_anonymousRead == 0 || time.GetElapsedTime(_anonymousRead) > PlanAge)
        {
            _anonymousRead = time.GetTimestamp();
            try
            {
                IReadOnlyList<Plan> plans = await store!.PlansAsync(cancellation);
                _anonymous = plans.FirstOrDefault(plan => plan.Id == ShippedPlans.Anonymous) ?? _anonymous;
            }
            catch (StreamException)
            {
                // The plan as it was known last.
            }
        }

        return _anonymous;
    }
}
