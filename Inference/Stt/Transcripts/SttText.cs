namespace StreamServer.Inference.Stt.Transcripts;

/// <summary>A partial or final transcript on its way to the client. Times are seconds from the session's first sample.</summary>
internal sealed record SttText
{
    public required int Utterance { get; init; }

    /// <summary>Channel that was heard; 0 when channels are mixed.</summary>
    public required int Channel { get; init; }

    public required bool IsFinal { get; init; }

    public required double Start { get; init; }

    /// <summary>Up to where it was heard.</summary>
    public required double End { get; init; }

    public string Text { get; init; } = "";

    public IReadOnlyList<SttWord> Words { get; init; } = [];

    /// <summary>Words at the front that change no more before the final.</summary>
    public int StableWords { get; init; }

    /// <summary>Mean probability of the pieces; 0 without text.</summary>
    public float Confidence { get; init; }

    /// <summary>Best language, or <c>unknown</c>.</summary>
    public string Language { get; init; } = "unknown";

    public IReadOnlyList<TagScore> Languages { get; init; } = [];

    /// <summary>Best emotion, or <c>unknown</c>.</summary>
    public string Emotion { get; init; } = "unknown";

    public IReadOnlyList<TagScore> Emotions { get; init; } = [];

    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>The model's probability that nobody speaks; 0 when it does not tell.</summary>
    public float NoSpeech { get; init; }

    /// <summary>From the arrival of the last sample that counts (final: the end of speech) to this message.</summary>
    public double LatencyMs { get; init; }

    /// <summary>The same from the capture on; null when the client does not say when that was.</summary>
    public LatencySplit? Split { get; init; }

    /// <summary>
    /// Timestamp at which a final's speech began by the wall's clock, as far as arrival tells; null when it is not known.
    /// </summary>
    public long? SpokenAt { get; init; }

    /// <summary>The answer to a command, which is sent even when there is no text.</summary>
    public bool Forced { get; init; }

    /// <summary>Model that heard it.</summary>
    public string Model { get; init; } = "";

    /// <summary>The chosen model failed and <see cref="Model"/> took its place.</summary>
    public bool Fallback { get; init; }

    /// <summary>No model could do it; there is no text.</summary>
    public bool Failed { get; init; }
}
