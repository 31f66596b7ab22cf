namespace StreamServer.Inference.Stt.Transcripts;

/// <summary>What an engine heard in one job. Immutable.</summary>
internal sealed record SttTranscript
{
    /// <summary>In order of time.</summary>
    public required IReadOnlyList<SttToken> Tokens { get; init; }

    /// <summary>Name of the model that ran.</summary>
    public required string Model { get; init; }

    /// <summary>Best first; empty when the model does not tell languages apart.</summary>
    public IReadOnlyList<TagScore> Languages { get; init; } = [];

    /// <summary>Best first; empty when the model does not tell emotions apart.</summary>
    public IReadOnlyList<TagScore> Emotions { get; init; } = [];

    /// <summary>What else was heard, such as <c>laughter</c>; speech itself is not named.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>The model's probability that nobody speaks; 0 when it does not tell.</summary>
    public float NoSpeech { get; init; }

    /// <summary>The chosen model failed and another one did this job.</summary>
    public bool Fallback { get; init; }
}
