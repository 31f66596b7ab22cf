namespace StreamServer.Inference.Stt.Features;

/// <summary>
/// Which kaldi filter bank a model was trained with. Common to all: 16 kHz, frames of 25 ms every 10 ms, DC removal and
/// preemphasis 0.97 per frame, power spectrum of 512 points, natural logarithm, no dither, no energy.
/// </summary>
/// <param name="Window">Window of a frame.</param>
/// <param name="Scale">What samples in [-1, 1] are multiplied by: 32768 for models trained on int16 values, else 1.</param>
/// <param name="SnipEdges">True: only whole frames. False: frames centred on their step, edges mirrored.</param>
/// <param name="HighHz">Upper edge of the last triangle.</param>
/// <param name="Bins">Mel bins.</param>
internal sealed record FbankSpec(FrameWindow Window, float Scale, bool SnipEdges, float HighHz = 8000, int Bins = 80)
{
    public const int SampleRate = 16000;

    /// <summary>25 ms.</summary>
    public const int FrameLength = 400;

    /// <summary>10 ms.</summary>
    public const int FrameShift = 160;

    public const int FftSize = 512;

    /// <summary>SenseVoiceSmall: FunASR's <c>WavFrontend</c> settings.</summary>
    public static FbankSpec SenseVoice { get; } = new(FrameWindow.Hamming, 32768f, SnipEdges: true);

    /// <summary>
    /// icefall's streaming zipformers: samples in [-1, 1], last triangle 400 Hz below Nyquist (sherpa-onnx <c>features.h</c>).
    /// </summary>
    public static FbankSpec Zipformer { get; } = new(FrameWindow.Povey, 1f, SnipEdges: false, HighHz: 7600);
}
