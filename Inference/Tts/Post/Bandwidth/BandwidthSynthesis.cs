using System.Numerics.Tensors;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Spectra;

namespace StreamServer.Inference.Tts.Post.Bandwidth;

/// <summary>
/// <c>torch.istft</c> with <c>center=True</c>, block by block: windowed frames added up, divided by the sum of the squared
/// windows that lie over a sample. Holds what later frames still add to: one a response; allocates nothing once warm.
/// </summary>
/// <param name="mostFrames">Of one block.</param>
internal sealed class BandwidthSynthesis(int mostFrames)
{
    private const int Bins = BandwidthExtender.Bins;
    private const int Hop = BandwidthExtender.Hop;
    private const int Length = BandwidthExtender.WindowLength;

    private readonly RealFft _fft = new(BandwidthExtender.FftSize);
    private readonly float[] _shape = HannWindow.Periodic(Length);
    private readonly float[] _real = new float[Bins];
    private readonly float[] _imaginary = new float[Bins];
    private readonly float[] _frame = new float[BandwidthExtender.FftSize];

    // From the first sample under the window of the block's first frame on.
    private readonly float[] _sum = new float[(mostFrames * Hop) + Length];

    /// <summary>Adds a block's frames and hands out the samples that no later frame reaches.</summary>
    /// <param name="window">With its wide band.</param>
    /// <param name="skip">Frames of context before the block.</param>
    /// <param name="count">Frames of the block.</param>
    /// <param name="first">Number of the block's first frame in the stream.</param>
    /// <param name="total">Frames of the stream.</param>
    /// <param name="samples">Samples of the stream so far.</param>
    /// <param name="output">Receives the samples.</param>
    public void Add(BandwidthWindow window, int skip, int count, long first, long total, long samples, SampleQueue output)
    {
        TensorPrimitives.Exp(window.WideLogMagnitude.AsSpan(0, Bins * window.Frames), window.WideLogMagnitude);
        for (int frame = 0; frame < count; frame++)
        {
            Gather(window, skip + frame);
            _fft.Inverse(_real, _imaginary, _frame);
            Span<float> middle = _frame.AsSpan((BandwidthExtender.FftSize - Length) / 2, Length);
            Span<float> target = _sum.AsSpan(frame * Hop, Length);
            TensorPrimitives.MultiplyAdd(middle, _shape, target, target);
        }

        int done = first + count == total ? ((count - 1) * Hop) + Length : count * Hop;
        long start = (first * Hop) - (Length / 2);
        Span<float> ready = output.Reserve(done);
        int written = 0;
        for (int i = (int)Math.Max(0, -start); i < done && start + i < samples; i++)
        {
            ready[written++] = _sum[i] / Overlap(start + i, total);
        }

        output.Commit(written);
        _sum.AsSpan(done).CopyTo(_sum);
        _sum.AsSpan(_sum.Length - done).Clear();
    }

    private void Gather(BandwidthWindow window, int frame)
    {
        for (int bin = 0; bin < Bins; bin++)
        {
            int at = (bin * window.Frames) + frame;
            (float real, float imaginary) = (window.WideReal[at], window.WideImaginary[at]);
            float length = MathF.Sqrt((real * real) + (imaginary * imaginary));
            float scale = window.WideLogMagnitude[at] / length;

            // atan2(0, 0) is 0.
            (_real[bin], _imaginary[bin]) = length > 0 ? (real * scale, imaginary * scale) : (window.WideLogMagnitude[at], 0);
        }
    }

    /// <summary>Sum of the squared windows of all frames of the stream over one sample.</summary>
    private float Overlap(long sample, long total)
    {
        float sum = 0;
        long last = Math.Min(total - 1, (sample + (Length / 2)) / Hop);
        for (long frame = Math.Max(0, last - (Length / Hop) + 1); frame <= last; frame++)
        {
            long at = sample - (frame * Hop) + (Length / 2);
            sum += at < Length ? _shape[at] * _shape[at] : 0;
        }

        return sum;
    }
}
