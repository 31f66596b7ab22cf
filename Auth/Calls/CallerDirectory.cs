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

    /// <summary>The caller of a request; null when he has no key and needs one.</summary>
    /// <param name="key">As it was sent; null for none.</param>
    /// <param name="address">Where he is.</param>
    /// <exception cref="StreamException">As <see cref="KeyDirectory.CheckAsync"/>.</exception>
    public async ValueTask<CallerIdentity?> FindAsync(string? key, IPAddress? address, CancellationToken cancellation)
    {
        string place = CallerAddress.Of(address);
        if (mode == AuthMode.None)
        {
            return CallerIdentity.Open(place);
        }

        if (key is not null)
        {
            return CallerIdentity.Of(await keys!.CheckAsync(key, place, cancellation));
        }

        return mode == AuthMode.Required ? null : CallerIdentity.Anonymous(hasher!.HashAddress(place), await AnonymousAsync(cancellation));
    }

    private async ValueTask<Plan> AnonymousAsync(CancellationToken cancellation)
    {
        if (_anonymousRead == 0 || time.GetElapsedTime(_anonymousRead) > PlanAge)
        {
            _anonymousRead = time.GetTimestamp();
            try
            {
                _anonymous = (await store!.PlansAsync(cancellation)).FirstOrDefault(plan => plan.Id == ShippedPlans.Anonymous) ?? _anonymous;
            }
            catch (StreamException)
            {
                // The plan as it was known last.
            }
        }

        return _anonymous;
    }
}
