using System.Numerics.Tensors;

namespace StreamServer.Inference.Tts.Cloning;

/// <summary>
/// A recording as the speaker encoder hears it: at one loudness, and long enough. From SparkAudio/Spark-TTS
/// sparktts/utils/audio.py (<c>audio_volume_normalize</c>) and sparktts/models/audio_tokenizer.py (<c>get_ref_clip</c>); unlike
/// there all of a longer recording is used, see docs/decisions/0021-cloning.md.
/// </summary>
internal static class ReferenceClip
{
    /// <summary>What a shorter recording is repeated to: 6 s.</summary>
    public const int LeastSamples = 6 * SpeakerMel.SampleRate;

    private const float Loudness = 0.2f; // coeff: what the louder samples average to
    private const float QuietPeak = 0.1f; // a recording with lower peaks is first raised to this
    private const float PeakGuard = 1e-3f;
    private const float Audible = 0.01f; // samples below are not part of the average
    private const int FewestAudible = 10;

    /// <param name="samples">16 kHz mono.</param>
    /// <returns>Whole hops, at least <see cref="LeastSamples"/>.</returns>
    public static float[] Prepare(ReadOnlySpan<float> samples)
    {
        float[] level = Level(samples);
        float[] clip = new float[Math.Max(LeastSamples, level.Length / SpeakerMel.Hop * SpeakerMel.Hop)];
        for (int at = 0; at < clip.Length; at += level.Length)
        {
            level.AsSpan(0, Math.Min(level.Length, clip.Length - at)).CopyTo(clip.AsSpan(at));
        }

        return clip;
    }

    private static float[] Level(ReadOnlySpan<float> samples)
    {
        float[] result = samples.ToArray();
        float[] sorted = new float[result.Length];
        TensorPrimitives.Abs<float>(result, sorted);
        Array.Sort(sorted);
        if (sorted[^1] < QuietPeak)
        {
            TensorPrimitives.Multiply(result, QuietPeak / Math.Max(sorted[^1], PeakGuard), result);
        }

        // The average is of the samples before they were raised, as in the source.
        int first = sorted.AsSpan().IndexOfAnyExceptInRange(0, Audible);
        float[] audible = first < 0 ? [] : sorted[first..];
        if (audible.Length <= FewestAudible)
        {
            return result;
        }

        Span<float> loud = audible.AsSpan((int)(0.9 * audible.Length)..(int)(0.99 * audible.Length));
        TensorPrimitives.Multiply(result, Math.Clamp(Loudness / (TensorPrimitives.Sum<float>(loud) / loud.Length), 0.1f, 10), result);
        float peak = Math.Abs(TensorPrimitives.MaxMagnitude<float>(result));
        if (peak > 1)
        {
            TensorPrimitives.Multiply(result, 1 / peak, result);
        }

        return result;
    }
}
