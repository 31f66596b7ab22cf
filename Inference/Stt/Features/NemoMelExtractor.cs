using System.Numerics.Tensors;
using StreamServer.Inference.Audio.Spectra;

namespace StreamServer.Inference.Stt.Features;

/// <summary>
/// NeMo's log mel spectrogram, equal to the <c>nemo80</c> and <c>nemo128</c> preprocessors of onnx-asr. Streaming like
/// <see cref="FbankExtractor"/>; the normalisation, which needs the whole utterance, is a second step.
/// </summary>
/// <remarks>Holds scratch memory: one instance a thread. Allocates nothing but the growth of the buffer.</remarks>
internal sealed class NemoMelExtractor
{
    private const float Preemphasis = 0.97f;

    /// <summary>NeMo's <c>log_zero_guard_value</c>: 2⁻²⁴.</summary>
    private const float Guard = 5.9604645e-8f;

    /// <summary>NeMo's <c>CONSTANT</c> in <c>normalize_batch</c>.</summary>
    private const double DeviationGuard = 1e-5;

    private const float HighHz = 8000;

    private readonly NemoMelSpec _spec;
    private readonly float[] _window;
    private readonly MelBank _mel;
    private readonly RealFft _fft = new(NemoMelSpec.FftSize);

    // Outside the window the frame stays zero.
    private readonly float[] _frame = new float[NemoMelSpec.FftSize];
    private readonly float[] _power;

    public NemoMelExtractor(NemoMelSpec spec)
    {
        _spec = spec;
        _mel = MelBank.Slaney(spec.Bins, NemoMelSpec.FftSize, FbankSpec.SampleRate, 0, HighHz);
        _power = new float[_fft.Bins];
        _window =
        [
            .. Enumerable.Range(0, spec.WindowLength)
                .Select(i => (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * i / (spec.WindowLength - 1))))),
        ];
    }

    /// <summary>A buffer for one utterance.</summary>
    public FeatureBuffer CreateBuffer() => new(_spec.Bins);

    /// <summary>Frames that count as valid: NeMo's <c>features_lens</c>.</summary>
    public static int Frames(int samples) => samples / NemoMelSpec.FrameShift;

    /// <summary>Brings the rows up to <see cref="Frames"/>; not normalised.</summary>
    /// <param name="samples">
    /// The utterance from its first sample, 16 kHz in [-1, 1]; a longer or shorter form of what was given before.
    /// </param>
    /// <param name="rows">Frames so far.</param>
    public void Extract(ReadOnlySpan<float> samples, FeatureBuffer rows)
    {
        int available = Frames(samples.Length);

        // The last row may reach over the end of what was known then.
        rows.Truncate(Math.Max(0, Math.Min(rows.Rows, available) - 1));
        while (rows.Rows < available)
        {
            Cut(samples, (rows.Rows * NemoMelSpec.FrameShift) - (_spec.WindowLength / 2));
            Transform(rows.Append());
        }
    }

    /// <summary>Normalises the first rows and turns them over.</summary>
    /// <param name="rows">From <see cref="Extract"/>.</param>
    /// <param name="count">Rows to use.</param>
    /// <param name="stride">Distance of two bins in the destination, at least <paramref name="count"/>.</param>
    /// <param name="destination">[Bins, stride]; what lies beyond <paramref name="count"/> is left alone.</param>
    public void Normalise(FeatureBuffer rows, int count, int stride, Span<float> destination)
    {
        for (int bin = 0; bin < _spec.Bins; bin++)
        {
            Span<float> target = destination.Slice(bin * stride, count);
            for (int frame = 0; frame < count; frame++)
            {
                target[frame] = rows.Row(frame)[bin];
            }

            if (_spec.Normalise)
            {
                Normalise(target);
            }
        }
    }

    /// <summary>(x − mean) / (deviation + 1e-5), the deviation unbiased.</summary>
    private static void Normalise(Span<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += value;
        }

        double mean = sum / values.Length;
        double squares = 0;
        foreach (float value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        double scale = 1 / (Math.Sqrt(squares / Math.Max(1, values.Length - 1)) + DeviationGuard);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)((values[i] - mean) * scale);
        }
    }

    /// <summary>Preemphasised samples from <paramref name="start"/> on into the middle of the frame; zeros outside the utterance.</summary>
    private void Cut(ReadOnlySpan<float> samples, int start)
    {
        Span<float> target = _frame.AsSpan((NemoMelSpec.FftSize - _spec.WindowLength) / 2, _spec.WindowLength);
        for (int i = 0; i < target.Length; i++)
        {
            int at = start + i;
            target[i] = at < 0 || at >= samples.Length ? 0 : samples[at] - (at == 0 ? 0 : Preemphasis * samples[at - 1]);
        }

        TensorPrimitives.Multiply(target, _window, target);
    }

    private void Transform(Span<float> row)
    {
        _fft.Power(_frame, _power);
        _mel.Apply(_power, row);
        TensorPrimitives.Add(row, Guard, row);
        TensorPrimitives.Log(row, row);
    }
}
