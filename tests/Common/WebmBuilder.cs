using System.Buffers.Binary;

namespace StreamServer.Testing;

/// <summary>Writes WebM by hand (RFC 8794, RFC 9559), in the ways that writers differ in.</summary>
internal static class WebmBuilder
{
    /// <summary>Element of a size that stands there.</summary>
    public static byte[] Element(uint id, params IEnumerable<byte[]> parts)
    {
        byte[] body = [.. parts.SelectMany(part => part)];
        byte[] size = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(size, (1UL << 56) | (uint)body.Length);
        return [.. Id(id), .. size, .. body];
    }

    /// <summary>Element whose writer did not know its size.</summary>
    public static byte[] Open(uint id, params IEnumerable<byte[]> parts) => [.. Id(id), 0xFF, .. parts.SelectMany(part => part)];

    /// <summary>A file of one Opus track.</summary>
    /// <param name="head">OpusHead.</param>
    /// <param name="blocks">Elements of the clusters.</param>
    /// <param name="isLive">Segment and clusters of unknown size, as MediaRecorder writes them.</param>
    /// <param name="perCluster">Blocks of each.</param>
    public static byte[] File(byte[] head, IReadOnlyList<byte[]> blocks, bool isLive = true, int perCluster = 10)
    {
        byte[] track = Element(
            0xAE, Element(0xD7, [[1]]), Element(0x73C5, [[1]]), Element(0x83, [[2]]), Element(0x86, ["A_OPUS"u8.ToArray()]),
            Element(0x63A2, [head]), Element(0xE1, Element(0x9F, [[head[9]]])));
        byte[] time = Element(0xE7, [[0]]);
        byte[][] clusters =
        [
            .. blocks.Chunk(perCluster).Select(few => isLive ? Open(0x1F43B675, [time, .. few]) : Element(0x1F43B675, [time, .. few])),
        ];
        byte[][] inside = [Element(0x1549A966, Element(0x2AD7B1, [[0x0F, 0x42, 0x40]])), Element(0x1654AE6B, track), .. clusters];
        return
        [
            .. Element(0x1A45DFA3, Element(0x4282, ["webm"u8.ToArray()])),
            .. isLive ? Open(0x18538067, inside) : Element(0x18538067, inside),
        ];
    }

    /// <summary>SimpleBlock.</summary>
    /// <param name="lacing">0 none, 1 Xiph, 2 equal, 3 EBML.</param>
    /// <param name="packets">One without lacing.</param>
    public static byte[] Block(int lacing, params IReadOnlyList<byte[]> packets) =>
        Element(0xA3, [[0x81, 0, 0, (byte)(0x80 | (lacing << 1))], .. Laces(lacing, packets), .. packets]);

    /// <summary>BlockGroup with what is to be left out at its end.</summary>
    public static byte[] Group(byte[] packet, int discardNanoseconds)
    {
        byte[] discard = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(discard, discardNanoseconds);
        return Element(0xA0, Element(0xA1, [[0x81, 0, 0, 0], packet]), Element(0x75A2, [discard]));
    }

    private static IEnumerable<byte[]> Laces(int lacing, IReadOnlyList<byte[]> packets)
    {
        if (lacing == 0)
        {
            yield break;
        }

        yield return [(byte)(packets.Count - 1)];
        int before = 0;
        for (int index = 0; index < packets.Count - 1 && lacing != 2; index++)
        {
            int size = packets[index].Length;
            if (lacing == 1)
            {
                yield return [.. Enumerable.Repeat(byte.MaxValue, size / 255), (byte)(size % 255)];
            }
            else
            {
                int value = index == 0 ? size : size - before + 0x1FFF;
                yield return [(byte)(0x40 | (value >> 8)), (byte)value];
                before = size;
            }
        }
    }

    private static byte[] Id(uint id)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, id);
        return bytes[(id > 0xFFFFFF ? 0 : id > 0xFFFF ? 1 : id > 0xFF ? 2 : 3)..];
    }
}
