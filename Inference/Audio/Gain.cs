using System.Numerics.Tensors;

namespace StreamServer.Inference.Audio;

/// <summary>
/// Volume. Up to 1 a plain factor; above, peaks that would pass full scale are bent smoothly below it instead of clipped.
/// Stateless and sample by sample, so that cuts do not matter; allocates nothing.
/// </summary>
internal static class Gain
{
    /// <summary>Below this (-1.9 dB) nothing is bent.</summary>
    private const float Knee = 0.8f;

    /// <param name="samples">In [-1, 1]; changed in place.</param>
    /// <param name="volume">Factor, 0 or more.</param>
    public static void Apply(Span<float> samples, float volume)
    {
        if (volume == 1f)
        {
            return;
        }

        TensorPrimitives.Multiply(samples, volume, samples);
        if (volume < 1f || samples.IsEmpty || Math.Abs(TensorPrimitives.MaxMagnitude<float>(samples)) <= Knee)
        {
            return;
        }

        foreach (ref float sample in samples)
        {
            float magnitude = Math.Abs(sample);
            if (magnitude > Knee)
            {
                // The hyperbolic tangent has slope one at zero: the curve has no corner, and stays below full scale.
                sample = MathF.CopySign(Knee + ((1 - Knee) * MathF.Tanh((magnitude - Knee) / (1 - Knee))), sample);
            }
        }
    }
}
