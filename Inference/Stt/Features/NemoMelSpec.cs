namespace StreamServer.Inference.Stt.Features;

/// <summary>
/// Which of NeMo's mel spectrograms a model was trained with (<c>AudioToMelSpectrogramPreprocessor</c>). Common to all: 16 kHz,
/// a frame every 10 ms, preemphasis 0.97 over the whole signal, symmetric Hann window, power spectrum of 512 points, Slaney
/// mel bank to 8 kHz, ln(mel + 2⁻²⁴), no dither.
/// </summary>
/// <param name="Bins">Mel bins.</param>
/// <param name="WindowLength">Samples under the window.</param>
/// <param name="Normalise">Each bin to mean 0 and deviation 1 over the utterance.</param>
internal sealed record NemoMelSpec(int Bins, int WindowLength = 400, bool Normalise = true)
{
    public const int FrameShift = 160;

    public const int FftSize = 512;

    /// <summary>QuartzNet 15x5: 64 bins, windows of 20 ms (NeMo, <c>quartznet_15x5.yaml</c>).</summary>
    public static NemoMelSpec QuartzNet { get; } = new(64, WindowLength: 320);
}
