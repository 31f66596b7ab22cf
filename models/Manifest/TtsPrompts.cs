namespace StreamServer.Models.Manifest;

/// <summary>
/// Prompt templates. <c>{text}</c> is the chunk, <c>{tag}</c> the speaker's tag, <c>{globals}</c> 32 global tokens. Everything
/// else is literal and may name special tokens.
/// </summary>
internal sealed record TtsPrompts
{
    /// <summary>The model makes the 32 globals itself; ends before the first of them.</summary>
    public required string Speaker { get; init; }

    /// <summary>A speaker of the manifest with known globals; ends before the first semantic token.</summary>
    public required string Globals { get; init; }

    /// <summary>A cloned voice: globals and no tag.</summary>
    public required string Cloned { get; init; }
}
