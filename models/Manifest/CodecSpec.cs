namespace StreamServer.Models.Manifest;

/// <summary>How a codec decoder may be cut into windows.</summary>
internal sealed record CodecSpec
{
    /// <summary>Tokens that are decoded again before a window.</summary>
    public required int LeftContext { get; init; }

    /// <summary>Tokens that are decoded beyond a window; they delay the first audio.</summary>
    public required int RightContext { get; init; }

    /// <summary>
    /// Tokens after which the first window of speech that is played while it is made is decoded, with half of them as its context on the
    /// right; later windows have more and more, up to <see cref="RightContext"/>. Null: every window waits for all of that. Speech that is
    /// made whole before it is sent always does.
    /// </summary>
    public int? FirstTokens { get; set; }

    /// <summary>Tokens that the first window of played speech decodes beyond what it emits.</summary>
    public int FirstRightContext => FirstTokens is { } first ? Math.Min(RightContext, first / 2) : RightContext;

    /// <summary>Tokens on each side that a sample depends on; null when the contexts above are as many.</summary>
    public int? FullContext { get; init; }

    /// <summary>How long two windows overlap when their context is less than the full one, in milliseconds.</summary>
    public int CrossfadeMs { get; set; } = 50;

    /// <summary>Samples of one semantic token.</summary>
    public int SamplesPerToken { get; set; } = 320;

    /// <summary>Windows equal the offline decode, so that nothing needs to be hidden where they meet.</summary>
    /// <param name="isPlayed">While it is made.</param>
    public bool IsExact(bool isPlayed) =>
        Math.Min(LeftContext, RightContext) >= FullContext.GetValueOrDefault() && !(isPlayed && FirstRightContext < RightContext);

    /// <summary>Samples by which two windows overlap; 0 when windows equal the offline decode.</summary>
    /// <param name="sampleRate">Hz.</param>
    /// <param name="isPlayed">While it is made.</param>
    public int OverlapOf(int sampleRate, bool isPlayed) => IsExact(isPlayed) ? 0 : sampleRate * CrossfadeMs / 1000;
}
