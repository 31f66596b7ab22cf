using StreamServer.Inference.Tts.Stages;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// One unit of work for <see cref="LmEngine"/>: a prompt and how to go on from it. One reader takes the answer from <see cref="Tokens"/>.
/// </summary>
internal sealed class LmRequest
{
    /// <summary>Token ids; at least one.</summary>
    public required int[] Prompt { get; init; }

    public required LegalTokens Legal { get; init; }

    public required SamplingSettings Sampling { get; init; }

    /// <summary>With the prompt and the sampling it determines every token, whatever runs beside it.</summary>
    public required ulong Seed { get; init; }

    /// <summary>Numbered tokens after which the answer ends even without a stop token.</summary>
    public required int MaxTokens
    {
        get;
        init => (field, Tokens) = (value, new TokenStream(value));
    }

    /// <summary>How much audio the client holds.</summary>
    public required PlaybackPace Pace { get; init; }

    /// <summary>Whose request it is: free slots go to the owner who holds the fewest. Empty when nobody is known.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Frees the slot within one round.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Of the response; null when nobody looks.</summary>
    public SpeechStages? Stages { get; init; }

    /// <summary>The answer. Never made on first use: its reader and the engine's thread may both be the first.</summary>
    public TokenStream Tokens { get; private init; } = null!;
}
