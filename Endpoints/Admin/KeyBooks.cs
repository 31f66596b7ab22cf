using StreamServer.Auth.Calls;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Plans;
using StreamServer.Auth.Store;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Admin;

/// <summary>What the administration's routes work on; where no key is looked at there is nothing, and they say so.</summary>
internal sealed class KeyBooks(KeyOffice? office = null, UsageReports? reports = null, SentenceShelf? sentences = null)
{
    /// <exception cref="StreamException"><see cref="StreamError.NotSupported"/>.</exception>
    public KeyOffice Office => office ?? throw None();

    /// <exception cref="StreamException"><see cref="StreamError.NotSupported"/>.</exception>
    public UsageReports Reports => reports ?? throw None();

    /// <exception cref="StreamException"><see cref="StreamError.NotSupported"/>.</exception>
    public SentenceShelf Sentences => sentences ?? throw None();

    /// <summary>The account of a key, for its usage.</summary>
    /// <exception cref="StreamException">No such key.</exception>
    public async Task<(ApiKey Key, QuotaAccount Account)> AccountAsync(string id, CancellationToken cancellation)
    {
        ApiKey key = await Office.GetAsync(id, cancellation);
        IReadOnlyList<Plan> plans = await Office.PlansAsync(cancellation);
        return (key, new QuotaAccount(key.Id, plans.FirstOrDefault(plan => plan.Id == key.PlanId) ?? new Plan { Id = key.PlanId }));
    }

    private static StreamException None() =>
        new(StreamError.NotSupported, "This server runs with AUTH_MODE=none: it keeps no keys and no usage.");
}
