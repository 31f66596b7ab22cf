using System.Numerics.Tensors;
using StreamServer.Inference.Audio.Spectra;

namespace StreamServer.Inference.Tts.Post.Bandwidth;

/// <summary>
/// <c>torch.stft</c> with <c>center=True</c> and reflected edges, as log magnitude and phase. Holds scratch memory: one a
/// response; allocates nothing after construction.
/// </summary>
internal sealed class BandwidthAnalysis
{
    // datasets/dataset.py, amp_pha_stft: keeps silence finite.
    private const float MagnitudeGuard = 1e-4f;

    private const int Bins = BandwidthExtender.Bins;
    private const int Half = BandwidthExtender.WindowLength / 2;

    private readonly RealFft _fft = new(BandwidthExtender.FftSize);
    private readonly float[] _shape = HannWindow.Periodic(BandwidthExtender.WindowLength);

    // Outside the window the frame stays zero.
    private readonly float[] _frame = new float[BandwidthExtender.FftSize];
    private readonly float[] _real = new float[Bins];
    private readonly float[] _imaginary = new float[Bins];
    private readonly float[] _magnitude = new float[Bins];
    private readonly float[] _phase = new float[Bins];

    /// <param name="window">Its frames are filled in.</param>
    /// <param name="samples">What is kept of the stream: its end is where edges are reflected.</param>
    /// <param name="start">Position of the first of <paramref name="samples"/> in the stream.</param>
    /// <param name="firstFrame">Number of the window's first frame in the stream.</param>
    public void Fill(BandwidthWindow window, ReadOnlySpan<float> samples, long start, long firstFrame)
    {
        for (int frame = 0; frame < window.Frames; frame++)
        {
            Cut(samples, start, ((firstFrame + frame) * BandwidthExtender.Hop) - Half);
            _fft.Forward(_frame, _real, _imaginary);
            TensorPrimitives.Hypot<float>(_real, _imaginary, _magnitude);
            TensorPrimitives.Add(_magnitude, MagnitudeGuard, _magnitude);
            TensorPrimitives.Log<float>(_magnitude, _magnitude);
            TensorPrimitives.Atan2<float>(_imaginary, _real, _phase);
            for (int bin = 0; bin < Bins; bin++)
            {
                window.LogMagnitude[(bin * window.Frames) + frame] = _magnitude[bin];
                window.Phase[(bin * window.Frames) + frame] = _phase[bin];
            }
        }
    }

    private void Cut(ReadOnlySpan<float> samples, long start, long from)
    {
        Span<float> target = _frame.AsSpan((BandwidthExtender.FftSize / 2) - Half, BandwidthExtender.WindowLength);
        long end = start + samples.Length;
        if (from >= start && from + target.Length <= end)
        {
            samples.Slice((int)(from - start), target.Length).CopyTo(target);
        }
        else
        {
            for (int i = 0; i < target.Length; i++)
            {
                target[i] = samples[(int)(Reflect(from + i, end) - start)];
            }
        }

        TensorPrimitives.Multiply(target, _shape, target);
    }

    /// <summary>Into [0, length), turning round at the first and at the last sample as often as it takes.</summary>
    private static long Reflect(long position, long length)
    {
        long period = 2 * (length - 1);
        position = ((position % period) + period) % period;
        return position < length ? position : period - position;
    }
}
