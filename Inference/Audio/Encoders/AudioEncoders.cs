namespace StreamServer.Inference.Audio.Encoders;

/// <summary>The catalogue of encoders.</summary>
internal static class AudioEncoders
{
    /// <param name="format">Container and encoding.</param>
    /// <param name="sampleRate">Hz; one of <see cref="AudioFormats.SampleRates"/>.</param>
    /// <param name="bitrate">bit/s within <see cref="AudioFormats.BitRates"/>, or null for the default of the format.</param>
    /// <param name="channels">1, or 2 that are alike.</param>
    /// <exception cref="StreamException">The rate, the bit rate or the channels do not go with the format.</exception>
    public static IAudioEncoder Create(AudioFormat format, int sampleRate, int? bitrate = null, int channels = 1)
    {
        Check(format, sampleRate, bitrate, channels);
        return format switch
        {
            AudioFormat.Wav => new WavEncoder(sampleRate, channels),
            AudioFormat.Pcm => new PcmEncoder(sampleRate, channels),
            AudioFormat.MuLaw => G711Encoder.MuLaw(),
            AudioFormat.Alaw => G711Encoder.Alaw(),
            AudioFormat.Opus => new OggOpusEncoder(sampleRate, bitrate ?? OggOpusEncoder.DefaultBitrate, channels),
            AudioFormat.Mp3 => new Mp3Encoder(sampleRate, bitrate ?? Mp3Encoder.DefaultBitrate, channels),
            AudioFormat.Flac => new FlacEncoder(sampleRate, channels),
            _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No such format."),
        };
    }

    private static void Check(AudioFormat format, int sampleRate, int? bitrate, int channels)
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

        if (channels < 1 || channels > AudioFormats.MostChannels(format))
        {
            throw new StreamException(
                StreamError.ClientBadRequest, $"format '{name}' has not {channels} channels.", "channels");
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
