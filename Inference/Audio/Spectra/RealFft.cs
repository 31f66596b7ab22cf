using System.Numerics;
using System.Runtime.InteropServices;

namespace StreamServer.Inference.Audio.Spectra;

/// <summary>
/// Spectra of real frames of one fixed size, a power of two, and back. The real frame of N samples is taken as N/2 complex
/// ones, transformed by a radix-2 FFT and untangled (Numerical Recipes §12.3).
/// </summary>
/// <remarks>Holds scratch memory: one instance a thread. Allocates nothing after construction.</remarks>
internal sealed class RealFft
{
    private readonly int _half;
    private readonly int[] _reversed;
    private readonly float[] _real;
    private readonly float[] _imaginary;

    // Twiddles of every stage, one after the other: stage with span s starts at s - 1.
    private readonly float[] _cosines;
    private readonly float[] _sines;
    private readonly float[] _untangleCosines;
    private readonly float[] _untangleSines;

    /// <param name="size">Samples of a frame: a power of two, at least 16.</param>
    public RealFft(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 16);
        ArgumentOutOfRangeException.ThrowIfNotEqual(size & (size - 1), 0);
        Size = size;
        _half = size / 2;
        _real = new float[_half];
        _imaginary = new float[_half];
        _reversed = ReverseBits(_half);
        (_cosines, _sines) = StageTwiddles(_half);
        _untangleCosines = new float[_half + 1];
        _untangleSines = new float[_half + 1];
        for (int k = 0; k <= _half; k++)
        {
            (double sine, double cosine) = Math.SinCos(-2 * Math.PI * k / size);
            (_untangleCosines[k], _untangleSines[k]) = ((float)cosine, (float)sine);
        }

        // Not the crumb that sin(-pi) is in floating point: the Nyquist bin of a real frame is real, and the phase that is taken of
        // it is 0 or +pi, as in torch and numpy, not a matter of the crumb's sign.
        (_untangleSines[0], _untangleSines[_half]) = (0, 0);
    }

    public int Size { get; }

    /// <summary>Bins of a spectrum: <c>Size / 2 + 1</c>.</summary>
    public int Bins => _half + 1;

    /// <summary>Squared magnitude of every bin from 0 Hz to Nyquist.</summary>
    /// <param name="frame"><see cref="Size"/> samples.</param>
    /// <param name="power"><see cref="Bins"/> values.</param>
    public void Power(ReadOnlySpan<float> frame, Span<float> power)
    {
        Load(frame[..Size]);
        Transform();
        for (int k = 0; k <= _half; k++)
        {
            (float real, float imaginary) = Untangle(k);
            power[k] = (real * real) + (imaginary * imaginary);
        }
    }

    /// <summary>Σ x[n]·e^(−2πikn/N) of every bin from 0 Hz to Nyquist.</summary>
    /// <param name="frame"><see cref="Size"/> samples.</param>
    /// <param name="real"><see cref="Bins"/> values.</param>
    /// <param name="imaginary"><see cref="Bins"/> values.</param>
    public void Forward(ReadOnlySpan<float> frame, Span<float> real, Span<float> imaginary)
    {
        Load(frame[..Size]);
        Transform();
        for (int k = 0; k <= _half; k++)
        {
            (real[k], imaginary[k]) = Untangle(k);
        }
    }

    /// <summary>
    /// The real frame of a spectrum: (1/N)·Σ X[k]·e^(2πikn/N), the bins above Nyquist mirrored. What the first and the last
    /// bin have of an imaginary part is left out, as <c>irfft</c> does.
    /// </summary>
    /// <param name="real"><see cref="Bins"/> values.</param>
    /// <param name="imaginary"><see cref="Bins"/> values.</param>
    /// <param name="frame"><see cref="Size"/> samples.</param>
    public void Inverse(ReadOnlySpan<float> real, ReadOnlySpan<float> imaginary, Span<float> frame)
    {
        for (int i = 0; i < _half; i++)
        {
            Tangle(_reversed[i], real, imaginary, out _real[i], out _imaginary[i]);
        }

        // The inverse transform is the forward one of the conjugate, conjugated.
        Transform();
        float scale = 1f / _half;
        for (int i = 0; i < _half; i++)
        {
            (frame[2 * i], frame[(2 * i) + 1]) = (_real[i] * scale, -_imaginary[i] * scale);
        }
    }

    private void Load(ReadOnlySpan<float> frame)
    {
        for (int i = 0; i < _reversed.Length; i++)
        {
            int from = 2 * _reversed[i];
            _real[i] = frame[from];
            _imaginary[i] = frame[from + 1];
        }
    }

    private void Transform()
    {
        for (int span = 1; span < _half; span *= 2)
        {
            ReadOnlySpan<float> cosines = _cosines.AsSpan(span - 1, span);
            ReadOnlySpan<float> sines = _sines.AsSpan(span - 1, span);
            for (int start = 0; start < _half; start += 2 * span)
            {
                Butterflies(
                    _real.AsSpan(start, span),
                    _imaginary.AsSpan(start, span),
                    _real.AsSpan(start + span, span),
                    _imaginary.AsSpan(start + span, span),
                    cosines,
                    sines);
            }
        }
    }

    /// <summary>(a, b) becomes (a + w·b, a − w·b) for every pair of one block.</summary>
    private static void Butterflies(
        Span<float> aReal,
        Span<float> aImaginary,
        Span<float> bReal,
        Span<float> bImaginary,
        ReadOnlySpan<float> cosines,
        ReadOnlySpan<float> sines)
    {
        int i = 0;
        if (aReal.Length >= Vector<float>.Count)
        {
            Span<Vector<float>> ar = MemoryMarshal.Cast<float, Vector<float>>(aReal);
            Span<Vector<float>> ai = MemoryMarshal.Cast<float, Vector<float>>(aImaginary);
            Span<Vector<float>> br = MemoryMarshal.Cast<float, Vector<float>>(bReal);
            Span<Vector<float>> bi = MemoryMarshal.Cast<float, Vector<float>>(bImaginary);
            ReadOnlySpan<Vector<float>> wr = MemoryMarshal.Cast<float, Vector<float>>(cosines);
            ReadOnlySpan<Vector<float>> wi = MemoryMarshal.Cast<float, Vector<float>>(sines);
            for (int v = 0; v < ar.Length; v++)
            {
                Vector<float> real = (br[v] * wr[v]) - (bi[v] * wi[v]);
                Vector<float> imaginary = (br[v] * wi[v]) + (bi[v] * wr[v]);
                (ar[v], br[v]) = (ar[v] + real, ar[v] - real);
                (ai[v], bi[v]) = (ai[v] + imaginary, ai[v] - imaginary);
            }

            i = ar.Length * Vector<float>.Count;
        }

        for (; i < aReal.Length; i++)
        {
            float real = (bReal[i] * cosines[i]) - (bImaginary[i] * sines[i]);
            float imaginary = (bReal[i] * sines[i]) + (bImaginary[i] * cosines[i]);
            (aReal[i], bReal[i]) = (aReal[i] + real, aReal[i] - real);
            (aImaginary[i], bImaginary[i]) = (aImaginary[i] + imaginary, aImaginary[i] - imaginary);
        }
    }

    /// <summary>Bin <paramref name="k"/> of the real frame, out of the transform of its even samples + i · its odd ones.</summary>
    private (float Real, float Imaginary) Untangle(int k)
    {
        int low = k & (_half - 1);
        int high = (_half - k) & (_half - 1);
        float evenReal = 0.5f * (_real[low] + _real[high]);
        float evenImaginary = 0.5f * (_imaginary[low] - _imaginary[high]);
        float oddReal = 0.5f * (_imaginary[low] + _imaginary[high]);
        float oddImaginary = -0.5f * (_real[low] - _real[high]);
        return (
            evenReal + (oddReal * _untangleCosines[k]) - (oddImaginary * _untangleSines[k]),
            evenImaginary + (oddReal * _untangleSines[k]) + (oddImaginary * _untangleCosines[k]));
    }

    /// <summary>Undoes <see cref="Untangle"/>; conjugated.</summary>
    private void Tangle(int k, ReadOnlySpan<float> real, ReadOnlySpan<float> imaginary, out float tangledReal, out float tangledImaginary)
    {
        int mirror = _half - k;
        (float lowImaginary, float highImaginary) = k == 0 ? (0, 0) : (imaginary[k], imaginary[mirror]);
        float evenReal = 0.5f * (real[k] + real[mirror]);
        float evenImaginary = 0.5f * (lowImaginary - highImaginary);
        float differenceReal = 0.5f * (real[k] - real[mirror]);
        float differenceImaginary = 0.5f * (lowImaginary + highImaginary);
        float oddReal = (differenceReal * _untangleCosines[k]) + (differenceImaginary * _untangleSines[k]);
        float oddImaginary = (differenceImaginary * _untangleCosines[k]) - (differenceReal * _untangleSines[k]);
        tangledReal = evenReal - oddImaginary;
        tangledImaginary = -(evenImaginary + oddReal);
    }

    private static int[] ReverseBits(int count)
    {
        int shift = 32 - BitOperations.Log2((uint)count);
        int[] order = new int[count];
        for (int i = 0; i < count; i++)
        {
            uint bits = (uint)i;
            uint reversed = 0;
            for (int bit = 0; bit < 32; bit++)
            {
                reversed = (reversed << 1) | (bits & 1);
                bits >>= 1;
            }

            order[i] = (int)(reversed >> shift);
        }

        return order;
    }

    private static (float[] Cosines, float[] Sines) StageTwiddles(int count)
    {
        float[] cosines = new float[count - 1];
        float[] sines = new float[count - 1];
        for (int span = 1; span < count; span *= 2)
        {
            for (int i = 0; i < span; i++)
            {
                (double sine, double cosine) = Math.SinCos(-Math.PI * i / span);
                (cosines[span - 1 + i], sines[span - 1 + i]) = ((float)cosine, (float)sine);
            }
        }

        return (cosines, sines);
    }
}
