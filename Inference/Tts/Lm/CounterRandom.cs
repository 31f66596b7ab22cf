namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// Random numbers as a function of (seed, counter) and of nothing else: a row draws the same numbers whatever runs beside it.
/// The mixing function is SplitMix64's (Steele, Lea and Flood, 2014).
/// </summary>
internal static class CounterRandom
{
    private const ulong Gamma = 0x9E3779B97F4A7C15;

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public static double Uniform(ulong seed, ulong counter) => (Mix(Mix(seed) + ((counter + 1) * Gamma)) >> 11) * (1.0 / (1UL << 53));

    /// <summary>Another seed for a part of the work, such as chunk N or attempt N.</summary>
    public static ulong Derive(ulong seed, ulong part) => Mix(Mix(seed ^ 0x5851F42D4C957F2D) + ((part + 1) * Gamma));

    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
