using System.Buffers.Binary;
using StreamServer.Inference.Audio.Ogg;

namespace StreamServer.Testing.Hostile;

/// <summary>Ogg Opus with right checksums and whatever headers and packets.</summary>
internal static class HostileOpus
{
    private const byte First = 2;
    private const byte Last = 4;

    /// <summary>Two bytes that stand for 120 ms: code 3, six frames of 20 ms without a byte.</summary>
    public static readonly byte[] LongestPacket = [0xFB, 0x06];

    /// <param name="pages">Pages of audio.</param>
    /// <param name="packets">Packets on each.</param>
    /// <param name="packet">Every packet.</param>
    /// <param name="gain">dB in Q7.8.</param>
    /// <param name="channels">As the header says.</param>
    /// <param name="preSkip">Samples.</param>
    /// <param name="granule">Position on every page; null for the truth of <see cref="LongestPacket"/>.</param>
    public static byte[] Constant(
        int pages, int packets, byte[] packet, short gain = 0, int channels = 1, ushort preSkip = 312, long? granule = null)
    {
        byte[] head = new byte[OpusHead.Bytes];
        new OpusHead(channels, preSkip, 48000, gain).Write(head);
        List<byte> file = [.. Page([head], 0, 0, First), .. Page([OpusTags.Packet()], 1, 0, 0)];
        for (int page = 0; page < pages; page++)
        {
            long end = granule ?? (page + 1L) * packets * 5760;
            file.AddRange(Page(Enumerable.Repeat(packet, packets), page + 2, end, page == pages - 1 ? Last : (byte)0));
        }

        return [.. file];
    }

    /// <summary>One page; each packet is shorter than 255 bytes times what is left of 255 segments.</summary>
    public static byte[] Page(IEnumerable<byte[]> packets, int sequence, long granule, byte flags, uint serial = 1)
    {
        List<byte> segments = [];
        List<byte> body = [];
        foreach (byte[] packet in packets)
        {
            segments.AddRange(Enumerable.Repeat((byte)255, packet.Length / 255));
            segments.Add((byte)(packet.Length % 255));
            body.AddRange(packet);
        }

        byte[] header = new byte[OggPage.HeaderBytes];
        OggPage.Capture.CopyTo(header);
        header[OggPage.FlagsOffset] = flags;
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(OggPage.GranuleOffset), granule);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(OggPage.SerialOffset), serial);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(OggPage.SequenceOffset), sequence);
        header[OggPage.SegmentsOffset] = (byte)segments.Count;
        byte[] page = [.. header, .. segments, .. body];
        Seal(page);
        return page;
    }

    /// <summary>Puts the right checksum into every page of a file that was changed, so that the reader gets past it.</summary>
    public static void SealAll(Span<byte> file)
    {
        while (file.Length >= OggPage.HeaderBytes && file.StartsWith(OggPage.Capture))
        {
            int segments = file[OggPage.SegmentsOffset];
            int length = OggPage.HeaderBytes + segments;
            for (int i = 0; i < segments && OggPage.HeaderBytes + i < file.Length; i++)
            {
                length += file[OggPage.HeaderBytes + i];
            }

            if (length > file.Length)
            {
                return;
            }

            Seal(file[..length]);
            file = file[length..];
        }
    }

    private static void Seal(Span<byte> page)
    {
        Span<byte> crc = page.Slice(OggPage.CrcOffset, sizeof(uint));
        crc.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(crc, OggCrc.Append(page));
    }
}
