namespace StreamServer.Inference.Audio.Spectra;

/// <summary>The window of spectra that are put together again, and of torchaudio.</summary>
internal static class HannWindow
{
    /// <summary>0.5 − 0.5·cos(2πi/N): periodic, as <c>torch.hann_window</c> makes it.</summary>
    public static float[] Periodic(int length) =>
        [.. Enumerable.Range(0, length).Select(i => (float)(0.5 - (0.5 * Math.Cos(2 * Math.PI * i / length))))];
}
