namespace StreamServer.Inference.Audio;

/// <summary>
/// Joins two signals that overlap with constant power. Where they are unrelated the gains are a quarter of a sine and cosine;
/// where they are alike (the same passage decoded twice) those would add up to 3 dB too much in the middle, so the gains are
/// divided by what the measured correlation adds: for equal signals they sum to one. Allocates nothing after construction.
/// </summary>
internal sealed class Crossfader
{
    private readonly float[] _fadeIn; // sin² and cos² of it sum to one
    private readonly float[] _fadeOut;

    /// <param name="length">Samples of the overlap.</param>
    public Crossfader(int length)
    {
        Length = length;
        _fadeIn = new float[length];
        _fadeOut = new float[length];
        for (int i = 0; i < length; i++)
        {
            // At the middle of each sample, so that the two directions mirror each other.
            double angle = Math.PI / 2 * (i + 0.5) / length;
            _fadeIn[i] = (float)Math.Sin(angle);
            _fadeOut[i] = (float)Math.Cos(angle);
        }
    }

    /// <summary>Samples of the overlap.</summary>
    public int Length { get; }

    /// <param name="ending"><see cref="Length"/> samples that fade out.</param>
    /// <param name="beginning"><see cref="Length"/> samples that fade in.</param>
    /// <param name="output">May be either of the two.</param>
    public void Mix(ReadOnlySpan<float> ending, ReadOnlySpan<float> beginning, Span<float> output)
    {
        ending = ending[..Length];
        beginning = beginning[..Length];
        output = output[..Length];
        float correlation = Correlation(ending, beginning);
        for (int i = 0; i < output.Length; i++)
        {
            float power = 1 + (2 * correlation * _fadeOut[i] * _fadeIn[i]);
            output[i] = ((ending[i] * _fadeOut[i]) + (beginning[i] * _fadeIn[i])) / MathF.Sqrt(power);
        }
    }

    /// <summary>0 to 1; opposite signals count as unrelated, for no gain could keep their power.</summary>
    private static float Correlation(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        float energy = DotProduct.Of(left, left) * DotProduct.Of(right, right);
        return energy > 0 ? Math.Clamp(DotProduct.Of(left, right) / MathF.Sqrt(energy), 0f, 1f) : 0f;
    }
}
