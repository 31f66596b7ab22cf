namespace StreamServer.Models.Manifest;

/// <summary>
/// Prompt templates. <c>{text}</c> is the chunk, <c>{tag}</c> the speaker's tag, <c>{globals}</c> 32 global tokens, <c>{acoustic}</c> (in
/// the speaker's prompt, behind the text) the values of attributes that the model writes first. Everything else is literal and may
/// name special tokens.
/// </summary>
internal sealed record TtsPrompts
{
    public const string AcousticSlot = "{acoustic}";

    /// <summary>
    /// The model makes the 32 globals itself; ends before the first of them. Spark-TTS, asked for a voice by gender, pitch and speed, was
    /// trained to write an acoustic part before them (cli/SparkTTS.py, process_prompt_control, ends before its start).
    /// </summary>
    public required string Speaker { get; init; }

    /// <summary>The prompt for globals has a part that the model writes itself.</summary>
    public bool HasAcousticPart => Speaker.Contains(AcousticSlot, StringComparison.Ordinal);

    /// <summary>A speaker of the manifest with known globals; ends before the first semantic token.</summary>
    public required string Globals { get; init; }

    /// <summary>A cloned voice: globals and no tag.</summary>
    public required string Cloned { get; init; }
}
