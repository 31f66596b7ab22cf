namespace StreamServer.Inference.Audio;

/// <summary>Sample rates that recordings and codecs use.</summary>
internal static class AudioRates
{
    private static ReadOnlySpan<int> Usual =>
        [8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100, 48000, 88200, 96000, 176400, 192000];

    public static bool IsUsual(int rate) => Usual.Contains(rate);
}
