using StreamServer.Auth.Limits;
using StreamServer.Auth.Plans;
using StreamServer.Inference;

namespace StreamServer.Auth.Keys;

/// <summary>Makes, changes and ends keys; what the command line and the administration's routes share. Thread-safe.</summary>
/// <param name="store">Where they are kept.</param>
/// <param name="hasher">With the server's pepper.</param>
/// <param name="time">Clock.</param>
/// <param name="directory">Keys in this server's memory; null in a command.</param>
internal sealed class KeyOffice(IKeyStore store, KeyHasher hasher, TimeProvider time, KeyDirectory? directory = null)
{
    /// <summary>Characters of a name, an owner or a reason.</summary>
    public const int MaxText = 100;

    public const int PageSize = 200;

    private const int MaxPlanId = 40;

    /// <summary>How long the old secret of a rotated key may live.</summary>
    public static readonly TimeSpan LongestGrace = TimeSpan.FromDays(30);

    /// <exception cref="StreamException">A wish that cannot be met; names the member.</exception>
    public async Task<IssuedKey> CreateAsync(KeyWish wish, CancellationToken cancellation)
    {
        CheckText(wish.Name, "name");
        CheckText(wish.Owner, "owner");
        DateTimeOffset now = time.GetUtcNow();
        if (wish.Scopes == KeyScopes.None)
        {
            throw Bad($"scopes has at least one of {string.Join(", ", KeyScopeNames.All)}.", "scopes");
        }

        if (wish.Expires <= now)
        {
            throw Bad("expires lies in the past.", "expires");
        }

        ApiKey key = new()
        {
            Id = KeyText.NewId(),
            Name = wish.Name,
            Owner = wish.Owner,
            PlanId = wish.PlanId,
            Scopes = wish.Scopes,
            Created = now,
            Expires = wish.Expires,
        };
        string text = KeyText.Create(key.Id);
        await store.CreateAsync(new NewKey(key, hasher.Hash(text)), cancellation);
        directory?.Forget();
        return new IssuedKey(key, text);
    }

    /// <summary>A new secret for a key; the old one works for <paramref name="grace"/> more.</summary>
    /// <exception cref="StreamException">No such key, or a grace out of range.</exception>
    public async Task<IssuedKey> RotateAsync(string id, TimeSpan grace, CancellationToken cancellation)
    {
        if (grace < TimeSpan.Zero || grace > LongestGrace)
        {
            throw Bad($"grace is 0 to {LongestGrace.TotalHours:F0} hours.", "grace");
        }

        string text = KeyText.Create(CheckId(id));
        ApiKey key = await store.RotateAsync(id, hasher.Hash(text), time.GetUtcNow() + grace, cancellation) ?? throw NoKey(id);
        directory?.Forget();
        return new IssuedKey(key, text);
    }

    /// <exception cref="StreamException">No such key.</exception>
    public async Task<ApiKey> RevokeAsync(string id, CancellationToken cancellation)
    {
        ApiKey key = await store.RevokeAsync(CheckId(id), time.GetUtcNow(), cancellation) ?? throw NoKey(id);
        directory?.Forget();
        return key;
    }

    /// <exception cref="StreamException">No such key.</exception>
    public async Task<ApiKey> GetAsync(string id, CancellationToken cancellation) =>
        await store.GetAsync(CheckId(id), cancellation) ?? throw NoKey(id);

    /// <summary>One page, the newest first.</summary>
    public Task<IReadOnlyList<ApiKey>> ListAsync(string? after, CancellationToken cancellation) =>
        store.ListAsync(after is null ? null : CheckId(after), PageSize, cancellation);

    /// <summary>Gives credits, or takes them with a negative amount.</summary>
    /// <param name="id">Of the key.</param>
    /// <param name="entry">Of the entry: the same one counts once.</param>
    /// <param name="credits">Up to six digits behind the point.</param>
    /// <param name="reason">For the books.</param>
    /// <exception cref="StreamException">No such key, or an amount out of range.</exception>
    public async Task GrantAsync(string id, Guid entry, decimal credits, string reason, CancellationToken cancellation)
    {
        const decimal most = 1_000_000_000;
        CheckText(reason, "reason");
        if (credits is 0 or > most or < -most)
        {
            throw Bad($"credits is -{most} to {most} and not 0.", "credits");
        }

        if (!await store.GrantCreditsAsync(
            CheckId(id), entry, (long)(credits * QuotaMeters.MicroCredits), reason, time.GetUtcNow(), cancellation))
        {
            throw NoKey(id);
        }
    }

    /// <summary>Whether there is a key that was not revoked.</summary>
    public Task<bool> AnyAsync(CancellationToken cancellation) => store.AnyAsync(cancellation);

    public Task<IReadOnlyList<Plan>> PlansAsync(CancellationToken cancellation) => store.PlansAsync(cancellation);

    /// <exception cref="StreamException">A bad id or a negative limit; names the member.</exception>
    public async Task SavePlanAsync(Plan plan, CancellationToken cancellation)
    {
        if (plan.Id.Length is 0 or > MaxPlanId
            || !plan.Id.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-'))
        {
            throw Bad($"A plan's id is 1 to {MaxPlanId} small letters, digits and dashes.", "id");
        }

        (string Name, long? Value)[] limits =
        [
            ("requests_per_minute", plan.RequestsPerMinute),
            ("concurrent_stt", plan.ConcurrentStt),
            ("concurrent_tts", plan.ConcurrentTts),
            ("characters_per_day", plan.CharactersPerDay),
            ("characters_per_month", plan.CharactersPerMonth),
            ("audio_seconds_per_day", plan.AudioSecondsPerDay),
            ("audio_seconds_per_month", plan.AudioSecondsPerMonth),
            ("credits", plan.Credits),
        ];
        foreach ((string name, long? value) in limits)
        {
            // Millionths of it have to fit into 64 bits.
            if (value is < 0 or > 1_000_000_000)
            {
                throw Bad($"{name} is 0 to 1000000000, or null for no limit.", name);
            }
        }

        await store.SavePlanAsync(plan, cancellation);
        directory?.Forget();
    }

    private static string CheckId(string id) =>
        id.Length == KeyText.IdLength && id.All(char.IsAsciiLetterOrDigit) ? id : throw NoKey("of that id");

    private static void CheckText(string text, string name)
    {
        if (text.Length is 0 or > MaxText || text.Any(char.IsControl))
        {
            throw Bad($"{name} is 1 to {MaxText} characters without control characters.", name);
        }
    }

    private static StreamException Bad(string detail, string member) => new(StreamError.ClientBadRequest, detail, member);

    private static StreamException NoKey(string id) => new(
        StreamError.NotFound, id == "of that id" ? "There is no key of that id." : $"There is no key '{id}' that is not revoked.", "id");
}
