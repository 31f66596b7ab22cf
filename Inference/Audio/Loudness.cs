namespace StreamServer.Inference.Audio;

/// <summary>Whether a short block is near silence. Stateless; allocates nothing.</summary>
internal static class Loudness
{
    /// <summary>
    /// Root mean square below which a block of 10 ms counts as silence, in dB of full scale. Pauses in recordings of read speech
    /// lie between -73 and -58, those that a codec decoded lower still, and soft speech above -49.
    /// </summary>
    public const double SilenceDb = -50;

    private static readonly float SilencePower = (float)Math.Pow(10, SilenceDb / 10);

    public static bool IsSilent(ReadOnlySpan<float> block) => DotProduct.Of(block, block) < SilencePower * block.Length;
}
