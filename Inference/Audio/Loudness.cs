namespace StreamServer.Inference.Audio;

/// <summary>Whether a short block is near silence. Stateless; allocates nothing.</summary>
internal static class Loudness
{
    /// <summary>
    /// Root mean square below which a block of synthetic speech counts as silence: the breath between words lies 10 dB above,
    /// the noise of a codec 10 dB below.
    /// </summary>
    public const double SilenceDb = -50;

    private static readonly float SilencePower = (float)Math.Pow(10, SilenceDb / 10);

    public static bool IsSilent(ReadOnlySpan<float> block) => DotProduct.Of(block, block) < SilencePower * block.Length;
}
