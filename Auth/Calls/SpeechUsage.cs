using StreamServer.Auth.Usage;

namespace StreamServer.Auth.Calls;

/// <summary>What a text to speech call came to.</summary>
internal sealed record SpeechUsage
{
    public required UsageOutcome Outcome { get; init; }

    /// <summary>Characters whose speech was begun; at most those that were taken.</summary>
    public long Characters { get; init; }

    public TimeSpan Audio { get; init; }

    public TimeSpan? FirstAudio { get; init; }

    public string? Voice { get; init; }

    public string? Language { get; init; }

    /// <summary>What was spoken, for the sentences that are kept.</summary>
    public string Text { get; init; } = "";
}
