using System.Numerics.Tensors;
using StreamServer.Inference.Audio.Spectra;

namespace StreamServer.Inference.Stt.Features;

/// <summary>
/// Kaldi log mel filter bank. Streaming: the rows that a buffer already holds say how far the audio has been used, so one
/// extractor serves any number of utterances.
/// </summary>
/// <remarks>Holds scratch memory: one instance a thread. Allocates nothing but the growth of the buffer.</remarks>
internal sealed class FbankExtractor
{
    /// <summary>Kaldi's floor under the logarithm: the float epsilon.</summary>
    private const float Floor = 1.1920929e-7f;

    private const float Preemphasis = 0.97f;
    private const float LowHz = 20;

    private readonly FbankSpec _spec;
    private readonly float[] _window;
    private readonly MelBank _mel;
    private readonly RealFft _fft = new(FbankSpec.FftSize);
    private readonly float[] _frame = new float[FbankSpec.FrameLength];
    private readonly float[] _shifted = new float[FbankSpec.FrameLength];

    // The tail beyond the frame stays zero: the padding of the FFT.
    private readonly float[] _padded = new float[FbankSpec.FftSize];
    private readonly float[] _power;

    public FbankExtractor(FbankSpec spec)
    {
        _spec = spec;
        _window = WindowOf(spec.Window);
        _mel = MelBank.Kaldi(spec.Bins, FbankSpec.FftSize, FbankSpec.SampleRate, LowHz, spec.HighHz);
        _power = new float[_fft.Bins];
    }

    /// <summary>A buffer for one utterance.</summary>
    public FeatureBuffer CreateBuffer() => new(_spec.Bins);

    /// <summary>Adds the frames that became complete.</summary>
    /// <param name="samples">The utterance from its first sample, 16 kHz in [-1, 1]; a longer form of what was given before.</param>
    /// <param name="rows">Frames so far; the new ones are appended.</param>
    /// <param name="finished">No more audio comes: also gives the frames that reach over the end (only without snipped edges).</param>
    public void Extract(ReadOnlySpan<float> samples, FeatureBuffer rows, bool finished)
    {
        int available = Frames(samples.Length, finished);
        while (rows.Rows < available)
        {
            Cut(samples, rows.Rows);
            Transform(rows.Append());
        }
    }

    /// <summary>Frames that <paramref name="samples"/> of audio give.</summary>
    public int Frames(int samples, bool finished)
    {
        if (_spec.SnipEdges)
        {
            return samples < FbankSpec.FrameLength ? 0 : 1 + ((samples - FbankSpec.FrameLength) / FbankSpec.FrameShift);
        }

        int all = (samples + (FbankSpec.FrameShift / 2)) / FbankSpec.FrameShift;
        if (finished)
        {
            return all;
        }

        int whole = samples - FbankSpec.FrameLength - Start(0);
        return whole < 0 ? 0 : Math.Min(all, 1 + (whole / FbankSpec.FrameShift));
    }

    private int Start(int frame) => _spec.SnipEdges
        ? frame * FbankSpec.FrameShift
        : (frame * FbankSpec.FrameShift) + (FbankSpec.FrameShift / 2) - (FbankSpec.FrameLength / 2);

    private void Cut(ReadOnlySpan<float> samples, int frame)
    {
        int start = Start(frame);
        if (start >= 0 && start + FbankSpec.FrameLength <= samples.Length)
        {
            TensorPrimitives.Multiply(samples.Slice(start, FbankSpec.FrameLength), _spec.Scale, _frame);
            return;
        }

        for (int i = 0; i < FbankSpec.FrameLength; i++)
        {
            _frame[i] = samples[Mirror(start + i, samples.Length)] * _spec.Scale;
        }
    }

    private void Transform(Span<float> row)
    {
        float mean = TensorPrimitives.Sum<float>(_frame) / FbankSpec.FrameLength;
        TensorPrimitives.Subtract(_frame, mean, _frame);

        // d[i] -= 0.97·d[i-1]; the first sample is its own predecessor.
        _shifted[0] = _frame[0];
        _frame.AsSpan(0, FbankSpec.FrameLength - 1).CopyTo(_shifted.AsSpan(1));
        TensorPrimitives.MultiplyAdd(_shifted, -Preemphasis, _frame, _frame);

        TensorPrimitives.Multiply(_frame, _window, _padded);
        _fft.Power(_padded, _power);
        _mel.Apply(_power, row);
        TensorPrimitives.Max(row, Floor, row);
        TensorPrimitives.Log(row, row);
    }

    /// <summary>Kaldi's reflection; repeated, for audio shorter than a frame.</summary>
    private static int Mirror(int index, int length)
    {
        while (index < 0 || index >= length)
        {
            index = index < 0 ? -index - 1 : (2 * length) - 1 - index;
        }

        return index;
    }

    private static float[] WindowOf(FrameWindow window) =>
    [
        .. Enumerable.Range(0, FbankSpec.FrameLength).Select(i =>
        {
            double cosine = Math.Cos(2 * Math.PI * i / (FbankSpec.FrameLength - 1));
            return (float)(window == FrameWindow.Hamming ? 0.54 - (0.46 * cosine) : Math.Pow(0.5 - (0.5 * cosine), 0.85));
        }),
    ];
}
