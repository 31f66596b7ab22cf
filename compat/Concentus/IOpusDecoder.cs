namespace Concentus;

/// <summary>Decoder of one stream of one or two channels. Not thread-safe.</summary>
public interface IOpusDecoder : IDisposable
{
    uint FinalRange { get; }

    /// <summary>Gain in dB, Q8.</summary>
    int Gain { get; set; }

    /// <summary>Samples a channel.</summary>
    int LastPacketDuration { get; }

    int NumChannels { get; }

    int SampleRate { get; }

    /// <param name="in_data">One packet; empty when it was lost.</param>
    /// <param name="out_pcm">Interleaved.</param>
    /// <param name="frame_size">Room in samples a channel; for a lost packet exactly what is missing.</param>
    /// <param name="decode_fec">Take the packet before this one from this one's redundancy.</param>
    /// <returns>Samples a channel.</returns>
    int Decode(ReadOnlySpan<byte> in_data, Span<float> out_pcm, int frame_size, bool decode_fec = false);

    /// <inheritdoc cref="Decode(ReadOnlySpan{byte}, Span{float}, int, bool)"/>
    int Decode(ReadOnlySpan<byte> in_data, Span<short> out_pcm, int frame_size, bool decode_fec = false);

    void ResetState();

    string GetVersionString();
}
