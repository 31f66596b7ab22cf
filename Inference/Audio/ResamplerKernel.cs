using System.Collections.Concurrent;

namespace StreamServer.Inference.Audio;

/// <summary>
/// Polyphase table of a windowed sinc for a ratio up/down in lowest terms. Immutable and shared by all streams of that ratio.
/// </summary>
internal sealed class ResamplerKernel
{
    /// <summary>Stop-band attenuation that the design formulas are asked for: 90 dB, so that 80 dB hold after rounding.</summary>
    private const double StopBandDb = 90;

    /// <summary>Pass band and stop band as shares of the lower Nyquist frequency.</summary>
    private const double PassBand = 0.92;
    private const double StopBand = 1.0;

    /// <summary>The dot product then has no rest.</summary>
    private const int TapGranule = DotProduct.Granule;

    /// <summary>Bounds the table: 1024 phases hold every ratio of the usual rates (the largest is 640).</summary>
    private const int MostPhases = 1024;

    /// <summary>
    /// Bounds the length of one phase (a ratio of 1/48 has 6,900 taps), and the other way round what a few bytes can become.
    /// </summary>
    private const int SteepestRatio = 48;

    private static readonly ConcurrentDictionary<(int Up, int Down), ResamplerKernel> Shared = new();

    private readonly float[] _table; // [up, taps]

    private ResamplerKernel(int up, int taps, float[] table) => (Up, Down, Taps, _table) = (up, 1, taps, table);

    private ResamplerKernel(int up, int down)
    {
        Up = up;
        Down = down;

        // Shares of the input rate's Nyquist frequency.
        double lower = Math.Min(1.0, (double)up / down);
        double cutoff = lower * (PassBand + StopBand) / 2;
        double transition = lower * (StopBand - PassBand) * Math.PI;

        // Kaiser 1974, as in Oppenheim and Schafer, "Discrete-Time Signal Processing", 7.5.3.
        double beta = 0.1102 * (StopBandDb - 8.7);
        double order = (StopBandDb - 7.95) / (2.285 * transition);
        Taps = ((int)Math.Ceiling(order / TapGranule) + 1) * TapGranule;
        _table = Design(up, Taps, cutoff, beta);
    }

    public int Up { get; }

    public int Down { get; }

    /// <summary>Coefficients of one phase, an even number; half of them lie ahead of the output sample.</summary>
    public int Taps { get; }

    /// <exception cref="StreamException">The rates are out of range or their ratio is too odd to tabulate.</exception>
    public static ResamplerKernel For(int inputRate, int outputRate)
    {
        (int up, int down) = LowestTerms(outputRate, inputRate);
        if (up <= 0 || down <= 0 || Math.Max(up, down) > MostPhases || down > SteepestRatio * up || up > SteepestRatio * down)
        {
            throw new StreamException(
                StreamError.ClientBadAudio,
                $"sample rate {inputRate} Hz cannot be converted to {outputRate} Hz; "
                    + "use a rate such as 8000, 16000, 22050, 24000, 44100 or 48000.",
                "sample_rate");
        }

        bool usual = AudioRates.IsUsual(inputRate) && AudioRates.IsUsual(outputRate);
        return usual
            ? Shared.GetOrAdd((up, down), static ratio => new ResamplerKernel(ratio.Up, ratio.Down))
            : new ResamplerKernel(up, down); // not kept: callers choose the rate, and the store must stay bounded
    }

    /// <summary>
    /// What <c>torchaudio.functional.resample</c> does to a rate that is multiplied by a whole number, with its defaults
    /// (<c>sinc_interp_hann</c>, lowpass_filter_width 6, rolloff 0.99): 0.99 sinc(t) cos²(πt/12) with t = 0.99 (k − p/up), for
    /// |t| &lt; 6. It leaves images above the lower Nyquist frequency; for a network that was trained behind it they belong to the input.
    /// </summary>
    /// <param name="up">Output samples an input sample.</param>
    public static ResamplerKernel SincHann(int up)
    {
        const double Rolloff = 0.99;
        const int Width = 6;
        const int Half = TapGranule / 2; // 8: no tap further away than 6 / 0.99 input samples is other than 0
        float[] table = new float[up * TapGranule];
        for (int phase = 0; phase < up; phase++)
        {
            for (int tap = 0; tap < TapGranule; tap++)
            {
                double time = Rolloff * (tap - Half + 1 - ((double)phase / up));
                double window = Math.Abs(time) < Width ? Math.Cos(Math.PI * time / (2 * Width)) : 0;
                table[(phase * TapGranule) + tap] = (float)(Rolloff * Sinc(time) * window * window);
            }
        }

        return new ResamplerKernel(up, TapGranule, table);
    }

    /// <param name="phase">Position between two input samples, in 1/<see cref="Up"/>.</param>
    /// <param name="input"><see cref="Taps"/> samples; the output lies at index <c>Taps / 2 - 1 + phase / Up</c>.</param>
    public float Apply(int phase, ReadOnlySpan<float> input) => DotProduct.Of(_table.AsSpan(phase * Taps, Taps), input[..Taps]);

    private static (int Up, int Down) LowestTerms(int up, int down)
    {
        (int divisor, int rest) = (up, down);
        while (rest != 0)
        {
            (divisor, rest) = (rest, divisor % rest);
        }

        return divisor == 0 ? (0, 0) : (up / divisor, down / divisor);
    }

    private static float[] Design(int up, int taps, double cutoff, double beta)
    {
        int half = taps / 2;
        float[] table = new float[up * taps];
        double[] phaseTaps = new double[taps];
        double middle = BesselI0(beta);
        for (int phase = 0; phase < up; phase++)
        {
            double sum = 0;
            for (int tap = 0; tap < taps; tap++)
            {
                double time = (double)phase / up - (tap - half + 1); // in input samples, within [-half, half]
                double edge = time / half;
                double window = BesselI0(beta * Math.Sqrt(Math.Max(0, 1 - (edge * edge)))) / middle;
                phaseTaps[tap] = cutoff * Sinc(cutoff * time) * window;
                sum += phaseTaps[tap];
            }

            for (int tap = 0; tap < taps; tap++)
            {
                // Each phase has the sum 1: a constant stays a constant, without a ripple at the phase rate.
                table[(phase * taps) + tap] = (float)(phaseTaps[tap] / sum);
            }
        }

        return table;
    }

    private static double Sinc(double x) => Math.Abs(x) < 1e-12 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    /// <summary>Modified Bessel function of order zero by its power series; the terms fall below 1e-17 of the sum for x up to 20.</summary>
    private static double BesselI0(double x)
    {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > sum * 1e-17; k++)
        {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }

        return sum;
    }
}
