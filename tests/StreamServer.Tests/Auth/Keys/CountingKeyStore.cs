using StreamServer.Auth.Keys;
using StreamServer.Auth.Plans;
using StreamServer.Inference;

namespace StreamServer.Tests.Auth.Keys;

/// <summary>Counts look-ups of a real store, and can be slow or gone.</summary>
internal sealed class CountingKeyStore(IKeyStore store) : IKeyStore
{
    private int _finds;

    public int Finds => Volatile.Read(ref _finds);

    public bool IsGone { get; set; }

    /// <summary>Answers wait for it.</summary>
    public TaskCompletionSource? Gate { get; init; }

    /// <summary>Waits until so many look-ups were made.</summary>
    public async Task FoundAsync(int count)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(30));
        while (Finds < count)
        {
            await Task.Delay(1, limit.Token);
        }
    }

    public async Task<KnownKey?> FindAsync(KeyHash hash, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _finds);
        if (Gate is { } gate)
        {
            await gate.Task;
        }

        return IsGone ? throw new StreamException(StreamError.StoreUnavailable, "gone") : await store.FindAsync(hash, cancellation);
    }

    public Task<IReadOnlyList<ApiKey>> ListAsync(string? after, int limit, CancellationToken cancellation) =>
        store.ListAsync(after, limit, cancellation);

    public Task<ApiKey?> GetAsync(string id, CancellationToken cancellation) => store.GetAsync(id, cancellation);

    public Task<bool> AnyAsync(CancellationToken cancellation) => store.AnyAsync(cancellation);

    public Task CreateAsync(NewKey key, CancellationToken cancellation) => store.CreateAsync(key, cancellation);

    public Task<ApiKey?> RotateAsync(string id, KeyHash hash, DateTimeOffset oldUntil, CancellationToken cancellation) =>
        store.RotateAsync(id, hash, oldUntil, cancellation);

    public Task<ApiKey?> RevokeAsync(string id, DateTimeOffset now, CancellationToken cancellation) =>
        store.RevokeAsync(id, now, cancellation);

    public Task TouchAsync(IReadOnlyDictionary<string, DateTimeOffset> lastUsed, CancellationToken cancellation) =>
        store.TouchAsync(lastUsed, cancellation);

    public Task<bool> GrantCreditsAsync(
        string id, Guid entry, long microCredits, string reason, DateTimeOffset now, CancellationToken cancellation) =>
        store.GrantCreditsAsync(id, entry, microCredits, reason, now, cancellation);

    public Task<IReadOnlyList<Plan>> PlansAsync(CancellationToken cancellation) => store.PlansAsync(cancellation);

    public Task SavePlanAsync(Plan plan, CancellationToken cancellation) => store.SavePlanAsync(plan, cancellation);
}
