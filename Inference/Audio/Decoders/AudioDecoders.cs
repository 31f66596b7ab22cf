namespace StreamServer.Inference.Audio.Decoders;

/// <summary>The catalogue of decoders for sockets and raw bodies.</summary>
internal static class AudioDecoders
{
    private const int LowestRate = 8000;
    private const int HighestRate = 48000;

    /// <param name="encoding">What the bytes are.</param>
    /// <param name="sampleRate">Hz, 8000 to 48000; of opus the rate to decode to.</param>
    /// <param name="channels">1 to 8; of opus 1 or 2.</param>
    /// <exception cref="StreamException">As <see cref="Check"/>.</exception>
    public static IAudioDecoder Create(AudioEncoding encoding, int sampleRate, int channels)
    {
        Check(encoding, sampleRate, channels);
        return encoding == AudioEncoding.Opus
            ? new OpusPacketDecoder(sampleRate, channels)
            : new RawDecoder(encoding, channels);
    }

    /// <summary>Whether <see cref="Create"/> would succeed, before a connection is accepted.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.ClientBadRequest"/> names the member that is out of range.</exception>
    public static void Check(AudioEncoding encoding, int sampleRate, int channels)
    {
        if (sampleRate is < LowestRate or > HighestRate)
        {
            throw Refuse("sample_rate", sampleRate, $"{LowestRate} to {HighestRate} Hz");
        }

        int mostChannels = encoding == AudioEncoding.Opus ? 2 : AudioLimits.MostChannels;
        if (channels < 1 || channels > mostChannels)
        {
            throw Refuse("channels", channels, $"1 to {mostChannels} for {AudioEncodings.NameOf(encoding)}");
        }

        if (encoding == AudioEncoding.Opus && !OpusPacketDecoder.Rates.Contains(sampleRate))
        {
            throw Refuse("sample_rate", sampleRate, $"{string.Join(", ", OpusPacketDecoder.Rates.ToArray())} Hz for opus");
        }
    }

    private static StreamException Refuse(string member, int value, string allowed) =>
        new(StreamError.ClientBadRequest, $"{member} {value} is not possible; allowed: {allowed}.", member);
}
