namespace StreamServer.Inference.Stt.Transcripts;

/// <summary>One word as clients see it.</summary>
/// <param name="Text">Without the space.</param>
/// <param name="Start">Seconds from the session's first sample.</param>
/// <param name="End">Seconds from the session's first sample.</param>
/// <param name="Confidence">Mean probability of its pieces.</param>
/// <param name="Glued">Follows the word before it without a space (Chinese, Japanese).</param>
internal readonly record struct SttWord(string Text, double Start, double End, float Confidence, bool Glued = false)
{
    /// <summary>What was heard before the corrector changed it; null when it did not.</summary>
    public string? Heard { get; init; }
}
