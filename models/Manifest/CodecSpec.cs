namespace StreamServer.Models.Manifest;

/// <summary>How a codec decoder may be cut into windows.</summary>
internal sealed record CodecSpec
{
    /// <summary>Tokens that are decoded again before a window.</summary>
    public required int LeftContext { get; init; }

    /// <summary>Tokens that are decoded beyond a window; they delay the first audio.</summary>
    public required int RightContext { get; init; }

    /// <summary>Tokens on each side that a sample depends on; null when the contexts above are as many.</summary>
    public int? FullContext { get; init; }

    /// <summary>How long two windows overlap when their context is less than the full one, in milliseconds.</summary>
    public int CrossfadeMs { get; set; } = 50;

    /// <summary>Samples of one semantic token.</summary>
    public int SamplesPerToken { get; set; } = 320;

    /// <summary>Windows equal the offline decode, so that nothing needs to be hidden where they meet.</summary>
    public bool IsExact => Math.Min(LeftContext, RightContext) >= FullContext.GetValueOrDefault();

    /// <summary>Samples by which two windows overlap; 0 when windows equal the offline decode.</summary>
    /// <param name="sampleRate">Hz.</param>
    public int OverlapOf(int sampleRate) => IsExact ? 0 : sampleRate * CrossfadeMs / 1000;
}
