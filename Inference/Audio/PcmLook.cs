using StreamServer.Inference.Audio.Spectra;

namespace StreamServer.Inference.Audio;

/// <summary>
/// Whether samples that nobody described can be speech in one channel at 16 kHz, which is what they are taken for. Speech of a higher
/// rate has nothing where its s and t should be and much below its own lowest pitch; of two channels each sample is like the one
/// before the last. Pure.
/// </summary>
internal static class PcmLook
{
    private const int Window = 512;

    /// <summary>Shorter audio is given its chance.</summary>
    private const int FewestSamples = 8000;

    /// <summary>Below -55 dB there is nothing to see.</summary>
    private const double Silence = 3e-6;

    // Bins of 31.25 Hz at 16 kHz: up to 180 Hz, and from 3 kHz on.
    private const int LowBins = 6;
    private const int HighBin = 96;

    // Measured on the synthetic and human recordings of the tests, as they are and taken for a third of their rate: -34 dB is the
    // least of the first, -38 the most of the second with a usual share of lows, or -30 with a share that no voice has.
    private const double NoHighs = -37;
    private const double FewHighs = -30;
    private const double MostlyLows = -2.2;

    /// <summary>Two channels?</summary>
    /// <param name="samples">As they lie.</param>
    public static bool IsStereo(ReadOnlySpan<float> samples)
    {
        if (samples.Length < FewestSamples)
        {
            return false;
        }

        (double energy, double once, double twice, double even, double odd) = (0, 0, 0, 0, 0);
        for (int i = 0; i + 2 < samples.Length; i++)
        {
            double here = samples[i];
            energy += here * here;
            once += here * samples[i + 1];
            twice += here * samples[i + 2];
            double step = here - samples[i + 1];
            (even, odd) = (i & 1) == 0 ? (even + (step * step), odd) : (even, odd + (step * step));
        }

        return energy > Silence * samples.Length
            && (even < 0.5 * odd || odd < 0.5 * even || (twice > 0.85 * energy && twice > once + (0.2 * energy)));
    }

    /// <summary>A rate much higher than 16 kHz?</summary>
    /// <param name="samples">Of one channel.</param>
    public static bool IsFaster(ReadOnlySpan<float> samples)
    {
        if (samples.Length < FewestSamples)
        {
            return false;
        }

        RealFft fft = new(Window);
        float[] hann = HannWindow.Periodic(Window);
        float[] frame = new float[Window];
        float[] power = new float[fft.Bins];
        double energy = 0;
        (double low, double middle, double high) = (0, 0, 0);
        for (int start = 0; start + Window <= samples.Length; start += Window / 2)
        {
            for (int i = 0; i < Window; i++)
            {
                frame[i] = samples[start + i] * hann[i];
                energy += samples[start + i] * samples[start + i];
            }

            fft.Power(frame, power);
            for (int bin = 1; bin < power.Length; bin++)
            {
                (low, middle, high) = bin < LowBins ? (low + power[bin], middle, high)
                    : bin < HighBin ? (low, middle + power[bin], high)
                    : (low, middle, high + power[bin]);
            }
        }

        double highs = 10 * Math.Log10((high + 1e-30) / (middle + high + 1e-30));
        double lows = 10 * Math.Log10((low + 1e-30) / (low + middle + high + 1e-30));
        return energy / 2 > Silence * samples.Length && (highs < NoHighs || (highs < FewHighs && lows > MostlyLows));
    }
}
