namespace StreamServer.Inference.Audio.Encoders;

/// <summary>The catalogue of encoders.</summary>
internal static class AudioEncoders
{
    /// <param name="format">Container and encoding.</param>
    /// <param name="sampleRate">Hz; one of <see cref="AudioFormats.SampleRates"/>.</param>
    /// <param name="bitrate">bit/s within <see cref="AudioFormats.BitRates"/>, or null for the default of the format.</param>
    /// <exception cref="StreamException">The rate or bit rate does not go with the format.</exception>
    public static IAudioEncoder Create(AudioFormat format, int sampleRate, int? bitrate = null)
    {
        Check(format, sampleRate, bitrate);
        return format switch
        {
            AudioFormat.Wav => new WavEncoder(sampleRate),
            AudioFormat.Pcm => new PcmEncoder(sampleRate),
            AudioFormat.MuLaw => G711Encoder.MuLaw(),
            AudioFormat.Alaw => G711Encoder.Alaw(),
            AudioFormat.Opus => new OggOpusEncoder(sampleRate, bitrate ?? OggOpusEncoder.DefaultBitrate),
            AudioFormat.Mp3 => new Mp3Encoder(sampleRate, bitrate ?? Mp3Encoder.DefaultBitrate),
            AudioFormat.Flac => new FlacEncoder(sampleRate),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format."),
        };
    }

    private static void Check(AudioFormat format, int sampleRate, int? bitrate)
    {
        string name = AudioFormats.NameOf(format);
        ReadOnlySpan<int> rates = AudioFormats.SampleRates(format);
        if (!rates.Contains(sampleRate))
        {
            throw new StreamException(
                StreamError.ClientBadRequest,
                $"format '{name}' has no sample rate {sampleRate} Hz; allowed: {string.Join(", ", rates.ToArray())}.",
                "output");
        }

        if (bitrate is null)
        {
            return;
        }

        if (AudioFormats.BitRates(format, sampleRate) is not { } range)
        {
            throw new StreamException(StreamError.ClientBadRequest, $"format '{name}' has no bitrate to choose.", "bitrate");
        }

        if (bitrate < range.Lowest || bitrate > range.Highest)
        {
            throw new StreamException(
                StreamError.ClientBadRequest,
                $"bitrate {bitrate} is out of range for format '{name}' at {sampleRate} Hz; "
                    + $"allowed: {range.Lowest} to {range.Highest} bit/s.",
                "bitrate");
        }
    }
}
