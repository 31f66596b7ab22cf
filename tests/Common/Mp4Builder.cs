using System.Buffers.Binary;
using System.Text;

namespace StreamServer.Testing;

/// <summary>Writes MP4 by hand (ISO/IEC 14496-12), in the ways that writers differ in.</summary>
internal static class Mp4Builder
{
    public static byte[] Box(string type, params IEnumerable<byte[]> parts)
    {
        byte[] body = [.. parts.SelectMany(part => part)];
        return [.. Word(8 + body.Length), .. Encoding.Latin1.GetBytes(type), .. body];
    }

    /// <summary>A file whose table of samples stands before or behind the samples.</summary>
    public static byte[] File(byte[] head, byte[][] packets, bool tableFirst, int perChunk = 7)
    {
        byte[] kind = Box("ftyp", "isom"u8.ToArray(), Word(0));
        byte[] Movie(int dataAt)
        {
            int at = dataAt;
            List<byte[]> offsets = [];
            foreach (byte[][] chunk in packets.Chunk(perChunk))
            {
                offsets.Add(Word(at));
                at += chunk.Sum(packet => packet.Length);
            }

            return Box("moov", Track(
                head,
                Box("stsc", Word(0), Word(1), Word(1), Word(perChunk), Word(1)),
                Box("stsz", [Word(0), Word(0), Word(packets.Length), .. packets.Select(packet => Word(packet.Length))]),
                Box("stco", [Word(0), Word(offsets.Count), .. offsets])));
        }

        byte[] data = Box("mdat", packets);
        return tableFirst
            ? [.. kind, .. Movie(kind.Length + Movie(0).Length + 8), .. data]
            : [.. kind, .. data, .. Movie(kind.Length + 8)];
    }

    /// <summary>A file of fragments, as live recorders write it.</summary>
    public static byte[] Fragments(byte[] head, byte[][] packets, int perFragment = 9)
    {
        List<byte> file =
        [
            .. Box("ftyp", "iso5"u8.ToArray(), Word(0)),
            .. Box("moov",
                Track(head, Box("stsc", Word(0), Word(0)), Box("stsz", Word(0), Word(0), Word(0)), Box("stco", Word(0), Word(0))),
                Box("mvex", Box("trex", Word(0), Word(1), Word(1), Word(960), Word(0), Word(0)))),
        ];
        foreach (byte[][] few in packets.Chunk(perFragment))
        {
            byte[] Fragment(int dataAt) => Box("moof", Box("traf",
                Box("tfhd", Word(0x020000), Word(1)),
                Box("trun", [Word(0x000201), Word(few.Length), Word(dataAt), .. few.Select(packet => Word(packet.Length))])));
            file.AddRange(Fragment(Fragment(0).Length + 8));
            file.AddRange(Box("mdat", few));
        }

        return [.. file];
    }

    private static byte[] Track(byte[] head, params byte[][] tables)
    {
        byte[] opus =
        [
            0, head[9], head[11], head[10], head[15], head[14], head[13], head[12], head[17], head[16], 0,
        ];
        byte[] entry = Box("Opus", new byte[8], new byte[8], [0, head[9], 0, 16], new byte[4], Word(48000 << 16), Box("dOps", opus));
        return Box("trak",
            Box("tkhd", Word(0), Word(0), Word(0), Word(1), new byte[68]),
            Box("mdia",
                Box("hdlr", Word(0), Word(0), "soun"u8.ToArray(), new byte[13]),
                Box("minf", Box("stbl", [Box("stsd", Word(0), Word(1), entry), .. tables]))));
    }

    private static byte[] Word(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
