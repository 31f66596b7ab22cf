using System.Buffers.Binary;

namespace StreamServer.Inference.Audio.Ogg;

/// <summary>The identification header of an Ogg Opus stream, RFC 7845 §5.1.</summary>
/// <param name="Channels">1 or 2 in mapping family 0.</param>
/// <param name="PreSkip">Samples at 48 kHz to drop at the start.</param>
/// <param name="InputSampleRate">Hz of the original, for information only; 0 when unknown.</param>
/// <param name="OutputGain">Gain in dB, Q7.8, that the player applies.</param>
/// <param name="MappingFamily">0 for mono and stereo.</param>
internal sealed record OpusHead(int Channels, int PreSkip, int InputSampleRate, short OutputGain = 0, byte MappingFamily = 0)
{
    /// <summary>Granule positions and the pre-skip count samples of this rate, whatever the input was. RFC 7845 §4.</summary>
    public const int GranuleRate = 48000;

    /// <summary>Length in mapping family 0.</summary>
    public const int Bytes = 19;

    public static ReadOnlySpan<byte> Magic => "OpusHead"u8;

    /// <returns>Null when the packet is not an identification header of a version that can be read.</returns>
    public static OpusHead? TryRead(ReadOnlySpan<byte> packet)
    {
        // Versions 0 to 15 are compatible by definition.
        if (packet.Length < Bytes || !packet.StartsWith(Magic) || packet[8] > 15)
        {
            return null;
        }

        return new OpusHead(
            packet[9],
            BinaryPrimitives.ReadUInt16LittleEndian(packet[10..]),
            (int)BinaryPrimitives.ReadUInt32LittleEndian(packet[12..]),
            BinaryPrimitives.ReadInt16LittleEndian(packet[16..]),
            packet[18]);
    }

    public void Write(Span<byte> packet)
    {
        Magic.CopyTo(packet);
        packet[8] = 1; // version
        packet[9] = (byte)Channels;
        BinaryPrimitives.WriteUInt16LittleEndian(packet[10..], (ushort)PreSkip);
        BinaryPrimitives.WriteUInt32LittleEndian(packet[12..], (uint)InputSampleRate);
        BinaryPrimitives.WriteInt16LittleEndian(packet[16..], OutputGain);
        packet[18] = MappingFamily;
    }
}
