namespace StreamServer.Inference.Stt.Models.Ctc;

/// <summary>Bounds of a prefix beam search.</summary>
/// <param name="Width">Prefixes kept from frame to frame.</param>
/// <param name="MinToken">Tokens less likely than this in a frame (natural logarithm) extend nothing.</param>
/// <param name="MaxGap">Prefixes this much worse than the best are given up.</param>
internal sealed record CtcBeamSettings(int Width = 32, float MinToken = -8, float MaxGap = 12)
{
    public static CtcBeamSettings Default { get; } = new();
}
