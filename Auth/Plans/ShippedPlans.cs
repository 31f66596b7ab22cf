namespace StreamServer.Auth.Plans;

/// <summary>The plans of a new store. <c>Auth/supabase/migrations</c> has the same figures (a test compares them).</summary>
internal static class ShippedPlans
{
    /// <summary>Of callers without a key, where those are let in.</summary>
    public const string Anonymous = "anonymous";

    /// <summary>Of the key that the first start makes.</summary>
    public const string Admin = "admin";

    /// <summary>Of a key that names no plan.</summary>
    public const string Free = "free";

    public static IReadOnlyList<Plan> All { get; } =
    [
        new()
        {
            Id = Anonymous,
            RequestsPerMinute = 20,
            ConcurrentStt = 1,
            ConcurrentTts = 1,
            CharactersPerDay = 5_000,
            CharactersPerMonth = 50_000,
            AudioSecondsPerDay = 600,
            AudioSecondsPerMonth = 6_000,
        },
        new()
        {
            Id = Free,
            RequestsPerMinute = 60,
            ConcurrentStt = 2,
            ConcurrentTts = 2,
            CharactersPerDay = 20_000,
            CharactersPerMonth = 200_000,
            AudioSecondsPerDay = 3_600,
            AudioSecondsPerMonth = 36_000,
            Credits = 1_000,
        },
        new()
        {
            Id = "pro",
            RequestsPerMinute = 600,
            ConcurrentStt = 20,
            ConcurrentTts = 20,
            CharactersPerDay = 1_000_000,
            CharactersPerMonth = 20_000_000,
            AudioSecondsPerDay = 360_000,
            AudioSecondsPerMonth = 7_200_000,
            Credits = 100_000,
        },
        new() { Id = Admin },
    ];
}
