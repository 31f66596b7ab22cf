using StreamServer.Inference.Audio;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Endpoints.Stt.Transcriptions;

/// <summary>How long raw audio is, where that follows from its bytes.</summary>
internal static class RawLength
{
    /// <param name="settings">Encoding, channels and rate.</param>
    /// <param name="bytes">Of the body; null when the client did not say.</param>
    /// <returns>Null when it cannot be known before it is heard.</returns>
    public static TimeSpan? Of(SttSessionSettings settings, long? bytes)
    {
        int? sample = settings.Encoding switch
        {
            AudioEncoding.PcmS16le => 2,
            AudioEncoding.PcmF32le => 4,
            AudioEncoding.MuLaw or AudioEncoding.Alaw => 1,
            _ => null,
        };
        return TimeSpan.FromSeconds(1) * ((double?)bytes / (sample * settings.Channels * settings.SampleRate));
    }
}
