using Concentus.Enums;

namespace Concentus;

/// <summary>Encoder of one stream of one or two channels. Not thread-safe.</summary>
public interface IOpusEncoder : IDisposable
{
    OpusApplication Application { get; set; }

    /// <summary>bit/s.</summary>
    int Bitrate { get; set; }

    /// <summary>0 (fast) to 10 (good).</summary>
    int Complexity { get; set; }

    bool UseDTX { get; set; }

    bool UseInbandFEC { get; set; }

    int PacketLossPercent { get; set; }

    bool UseVBR { get; set; }

    bool UseConstrainedVBR { get; set; }

    OpusSignal SignalType { get; set; }

    /// <summary>Samples, at the encoder's rate, that the decoder puts before the first one.</summary>
    int Lookahead { get; }

    int SampleRate { get; }

    int NumChannels { get; }

    /// <summary>State of the range coder after the last packet; the decoder of that packet must show the same.</summary>
    uint FinalRange { get; }

    /// <param name="in_pcm">Interleaved.</param>
    /// <param name="frame_size">Samples a channel: 2.5, 5, 10, 20, 40 or 60 ms.</param>
    /// <param name="out_data">Receives one packet.</param>
    /// <param name="max_data_bytes">Room in <paramref name="out_data"/>.</param>
    /// <returns>Bytes of the packet.</returns>
    int Encode(ReadOnlySpan<short> in_pcm, int frame_size, Span<byte> out_data, int max_data_bytes);

    /// <inheritdoc cref="Encode(ReadOnlySpan{short}, int, Span{byte}, int)"/>
    int Encode(ReadOnlySpan<float> in_pcm, int frame_size, Span<byte> out_data, int max_data_bytes);

    void ResetState();

    string GetVersionString();
}
