using System.Numerics.Tensors;

namespace StreamServer.Inference.Audio.Spectra;

/// <summary>Overlapping triangles over a power spectrum, each stored as its first bin and its weights. Immutable, thread-safe.</summary>
internal sealed class MelBank
{
    private readonly (int First, float[] Weights)[] _triangles;

    private MelBank((int First, float[] Weights)[] triangles) => _triangles = triangles;

    /// <summary>
    /// Kaldi's bank (HTK mel scale, triangles linear in the mel domain, no area normalisation, the Nyquist bin unused;
    /// <c>mel-computations.cc</c>).
    /// </summary>
    public static MelBank Kaldi(int bins, int fftSize, float sampleRate, float lowHz, float highHz)
    {
        double low = KaldiMel(lowHz);
        double step = (KaldiMel(highHz) - low) / (bins + 1);
        var triangles = new (int, float[])[bins];
        for (int bin = 0; bin < bins; bin++)
        {
            double left = low + (bin * step);
            double centre = left + step;
            double right = centre + step;
            triangles[bin] = Triangle(fftSize / 2, k =>
            {
                double mel = KaldiMel(k * (double)sampleRate / fftSize);
                return mel <= left || mel >= right ? 0 : Math.Min((mel - left) / step, (right - mel) / step);
            });
        }

        return new MelBank(triangles);
    }

    /// <summary>
    /// librosa's bank as NeMo uses it: Slaney mel scale (linear below 1 kHz, logarithmic above), triangles linear in Hz,
    /// each scaled to unit area.
    /// </summary>
    public static MelBank Slaney(int bins, int fftSize, float sampleRate, float lowHz, float highHz)
    {
        double low = SlaneyMel(lowHz);
        double step = (SlaneyMel(highHz) - low) / (bins + 1);
        double[] edges = [.. Enumerable.Range(0, bins + 2).Select(i => SlaneyHz(low + (i * step)))];
        var triangles = new (int, float[])[bins];
        for (int bin = 0; bin < bins; bin++)
        {
            (double left, double centre, double right) = (edges[bin], edges[bin + 1], edges[bin + 2]);
            double area = 2 / (right - left);
            triangles[bin] = Triangle((fftSize / 2) + 1, k =>
            {
                double hz = k * (double)sampleRate / fftSize;
                return area * Math.Max(0, Math.Min((hz - left) / (centre - left), (right - hz) / (right - centre)));
            });
        }

        return new MelBank(triangles);
    }

    /// <summary>Energy of every bin.</summary>
    /// <param name="power">Power spectrum from 0 Hz.</param>
    /// <param name="mel">One value a triangle.</param>
    public void Apply(ReadOnlySpan<float> power, Span<float> mel)
    {
        for (int bin = 0; bin < _triangles.Length; bin++)
        {
            (int first, float[] weights) = _triangles[bin];
            mel[bin] = TensorPrimitives.Dot(power.Slice(first, weights.Length), weights);
        }
    }

    private static (int First, float[] Weights) Triangle(int spectrumBins, Func<int, double> weight)
    {
        int first = 0;
        while (first < spectrumBins && weight(first) <= 0)
        {
            first++;
        }

        int end = first;
        while (end < spectrumBins && weight(end) > 0)
        {
            end++;
        }

        return (first == end ? 0 : first, [.. Enumerable.Range(first, end - first).Select(k => (float)weight(k))]);
    }

    private static double KaldiMel(double hz) => 1127.0 * Math.Log(1 + (hz / 700.0));

    // Slaney's Auditory Toolbox: 15 mel per 1000 Hz up to 1 kHz, then 27 steps per factor of 6.4.
    private static double SlaneyMel(double hz) => hz < 1000 ? hz * 15 / 1000 : 15 + (Math.Log(hz / 1000) * 27 / Math.Log(6.4));

    private static double SlaneyHz(double mel) => mel < 15 ? mel * 1000 / 15 : 1000 * Math.Exp((mel - 15) * Math.Log(6.4) / 27);
}
