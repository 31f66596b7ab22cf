using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Inference.Tts;

/// <summary>What one response says and how; checked by the endpoint.</summary>
internal sealed record SpeechRequest
{
    /// <summary>Not empty.</summary>
    public required string Text { get; init; }

    public required Voice Voice { get; init; }

    public required SamplingSettings Sampling { get; init; }

    /// <summary>Same text, voice, sampling and seed: same samples.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Most tokens of one chunk; null leaves it to the text's length.</summary>
    public int? MaxTokens { get; init; }

    /// <summary>Someone plays while it is made: small first windows. Otherwise large windows, which cost less.</summary>
    public required bool IsStreamed { get; init; }

    /// <summary>Once cancelled, the chunk that is being spoken is the last.</summary>
    public CancellationToken FinishEarly { get; init; }
}
