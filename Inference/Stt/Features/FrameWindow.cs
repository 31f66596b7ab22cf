namespace StreamServer.Inference.Stt.Features;

/// <summary>Shape of the window over one frame; formulas as in kaldi's <c>feature-window.cc</c>, all symmetric.</summary>
internal enum FrameWindow
{
    /// <summary>0.54 − 0.46·cos(2πi/(N−1)): what SenseVoice was trained with.</summary>
    Hamming,

    /// <summary>(0.5 − 0.5·cos(2πi/(N−1)))^0.85: kaldi's default, zipformer's window.</summary>
    Povey,
}
