using StreamServer.Auth.Usage;

namespace StreamServer.Auth.Calls;

/// <summary>What an utterance, or the rest of a stream, came to. The audio is what was heard since the last record.</summary>
internal sealed record HearingUsage
{
    public required UsageOutcome Outcome { get; init; }

    public TimeSpan? Latency { get; init; }

    public string? Language { get; init; }

    /// <summary>What was said, for the sentences that are kept.</summary>
    public string Text { get; init; } = "";
}
