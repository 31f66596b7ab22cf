namespace StreamServer.Auth.Usage;

/// <summary>One request or utterance. Written once, before its answer ends; the id makes every later step idempotent.</summary>
internal sealed record UsageRecord
{
    /// <summary>Version 7: later records have larger ids.</summary>
    public required Guid Id { get; init; }

    /// <summary><see cref="Limits.QuotaAccount.Subject"/>.</summary>
    public required string Subject { get; init; }

    /// <summary>Null for a caller without a key.</summary>
    public string? KeyId { get; init; }

    public required string PlanId { get; init; }

    public required UsageKind Kind { get; init; }

    /// <summary>Characters spoken; 0 for speech to text.</summary>
    public long Characters { get; init; }

    /// <summary>Milliseconds heard or spoken.</summary>
    public long AudioMs { get; init; }

    /// <summary>Millionths of a credit that were charged.</summary>
    public long MicroCredits { get; init; }

    public required string Model { get; init; }

    public string? Voice { get; init; }

    public string? Language { get; init; }

    /// <summary>Milliseconds to the first audio, or from the end of speech to the final; null when there was none.</summary>
    public int? LatencyMs { get; init; }

    public required UsageOutcome Outcome { get; init; }

    /// <summary>What the answer's <c>X-Request-Id</c> or <c>ready</c> said.</summary>
    public required string RequestId { get; init; }

    public required DateTimeOffset Time { get; init; }
}
