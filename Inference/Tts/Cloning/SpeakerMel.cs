using System.Numerics.Tensors;
using StreamServer.Inference.Audio.Spectra;

namespace StreamServer.Inference.Tts.Cloning;

/// <summary>
/// The mel spectrogram of BiCodec's speaker encoder: <c>torchaudio.transforms.MelSpectrogram</c> with 16 kHz, 1024-point
/// transform, window 640 (periodic Hann, centred), hop 320, centred with reflection, magnitudes, 128 slaney bands from 10 Hz
/// to 8 kHz with slaney's norm; no logarithm (SparkAudio/Spark-TTS sparktts/models/bicodec.py, <c>init_mel_transformer</c>).
/// </summary>
internal static class SpeakerMel
{
    public const int SampleRate = 16000;
    public const int Bands = 128;
    public const int Hop = 320;

    private const int FftSize = 1024;
    private const int WindowLength = 640;
    private const float LowHz = 10;

    private static readonly MelBank Bank = MelBank.Slaney(Bands, FftSize, SampleRate, LowHz, SampleRate / 2f);
    private static readonly float[] Window = HannWindow.Periodic(WindowLength);

    public static int Frames(int samples) => (samples / Hop) + 1;

    /// <param name="samples">16 kHz mono, more than half a window.</param>
    /// <returns>[frames, bands]</returns>
    public static float[] Compute(ReadOnlySpan<float> samples)
    {
        RealFft fft = new(FftSize);

        // Outside the window the frame stays zero.
        float[] frame = new float[FftSize];
        Span<float> middle = frame.AsSpan((FftSize - WindowLength) / 2, WindowLength);
        float[] spectrum = new float[fft.Bins];
        float[] mel = new float[Frames(samples.Length) * Bands];
        for (int row = 0; row < mel.Length / Bands; row++)
        {
            int start = (row * Hop) - (WindowLength / 2);
            for (int i = 0; i < WindowLength; i++)
            {
                int at = Math.Abs(start + i);
                middle[i] = samples[at < samples.Length ? at : (2 * (samples.Length - 1)) - at];
            }

            TensorPrimitives.Multiply(middle, Window, middle);
            fft.Power(frame, spectrum);
            TensorPrimitives.Sqrt<float>(spectrum, spectrum);
            Bank.Apply(spectrum, mel.AsSpan(row * Bands, Bands));
        }

        return mel;
    }
}
