using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Prompt;
using StreamServer.Inference.Tts.Stages;
using StreamServer.Normalization.Text;

namespace StreamServer.Inference.Tts;

/// <summary>What one response says and how; checked by the endpoint.</summary>
internal sealed record SpeechRequest
{
    /// <summary>What to say; empty when the chunks come from elsewhere.</summary>
    public string Text { get; init; } = "";

    /// <summary>How the text becomes what is said; null says it as it is.</summary>
    public NormalizationOptions? Normalization { get; init; } = NormalizationOptions.Default;

    /// <summary>Cuts near-silence around and inside chunks and puts natural pauses between them.</summary>
    public bool TrimSilence { get; init; } = true;

    /// <summary>Cuts the text at sentence ends; otherwise only where the model's limit demands it.</summary>
    public bool IsChunked { get; init; } = true;

    /// <summary>How much faster than it is made the client plays it.</summary>
    public double Speed { get; init; } = 1;

    /// <summary>Somebody listens while it is made; false for an answer that is sent whole.</summary>
    public bool IsPlayed { get; init; } = true;

    /// <summary>Whose request it is, for a fair share of the slots; empty when nobody is known.</summary>
    public string Owner { get; init; } = "";

    public required Voice Voice { get; init; }

    public required SamplingSettings Sampling { get; init; }

    /// <summary>Same text, voice, sampling and seed: same samples.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Most tokens of one chunk; null leaves it to the text's length.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Once wished for, the chunk that is being spoken is the last; null when all is said.</summary>
    public EarlyEnd? EarlyEnd { get; init; }

    /// <summary>Told when its stages end; null for nobody.</summary>
    public SpeechStages? Stages { get; init; }
}
