using System.Buffers.Binary;
using StreamServer.Inference.Audio.Ogg;

namespace StreamServer.Inference.Audio.Mp4;

/// <summary>The box <c>dOps</c> of an Opus track ("Encapsulation of Opus in ISO Base Media File Format" §4.3.2).</summary>
internal static class OpusConfig
{
    private const int Bytes = 11;

    /// <param name="entry">Boxes of the sample entry.</param>
    /// <returns>Null when it has none that can be read.</returns>
    public static OpusHead? Read(ReadOnlySpan<byte> entry)
    {
        ReadOnlySpan<byte> box = Mp4Box.Find(entry, "dOps");
        return box.Length < Bytes || box[0] != 0
            ? null
            : new OpusHead(
                box[1],
                BinaryPrimitives.ReadUInt16BigEndian(box[2..]),
                (int)BinaryPrimitives.ReadUInt32BigEndian(box[4..]),
                BinaryPrimitives.ReadInt16BigEndian(box[8..]),
                box[10]);
    }
}
