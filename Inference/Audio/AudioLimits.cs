namespace StreamServer.Inference.Audio;

/// <summary>
/// What audio may state of itself and hold, whichever way it comes in. The one check for every file format; sockets and raw bodies
/// name their rate from a shorter list (<see cref="AudioRates"/>). The ratio of two rates is bounded by
/// <see cref="ResamplerKernel.For"/>, which every conversion goes through.
/// </summary>
internal static class AudioLimits
{
    /// <summary>Widest range of rates that anything records in, Hz.</summary>
    public const int LowestRate = 4000;
    public const int HighestRate = 384_000;

    public const int MostChannels = 8;

    /// <summary>
    /// Largest magnitude of a sample that comes in: 18 dB over full scale, more than any mix that was not normalised. Beyond, and where
    /// a value is no number, lies no audio: one sample of 1e20 would make every score behind it NaN.
    /// </summary>
    public const float MostAmplitude = 8;

    /// <param name="format">For the message.</param>
    /// <param name="rate">Hz, as the header states it.</param>
    /// <param name="channels">As the header states them.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ClientBadAudio"/>: out of range.</exception>
    public static void Check(string format, long rate, long channels)
    {
        if (channels is < 1 or > MostChannels)
        {
            throw BadAudio.Because($"The {format} file has {channels} channels; 1 to {MostChannels} are possible.");
        }

        if (rate is < LowestRate or > HighestRate)
        {
            throw BadAudio.Because($"The {format} file has a sample rate of {rate} Hz; {LowestRate} to {HighestRate} are possible.");
        }
    }
}
