using System.Buffers.Binary;

namespace StreamServer.Testing.Hostile;

/// <summary>
/// FLAC with right checksums and whatever headers: frames of one constant value, so that a few bytes stand for much audio. RFC 9639.
/// </summary>
internal static class HostileFlac
{
    private const int MostBlock = 65_535;

    /// <param name="rate">Hz in the stream's header, 20 bits.</param>
    /// <param name="frames">Frames behind it.</param>
    /// <param name="channels">1 to 8.</param>
    /// <param name="block">Samples of a frame.</param>
    /// <param name="value">16-bit sample.</param>
    /// <param name="total">Samples that the header claims; null for the truth.</param>
    public static byte[] Constant(int rate, int frames, int channels = 1, int block = MostBlock, short value = 0, long? total = null)
    {
        List<byte> file = [.. Head(rate, channels, block, total ?? (long)frames * block)];
        for (int frame = 0; frame < frames; frame++)
        {
            file.AddRange(Frame(frame, channels, block, value));
        }

        return [.. file];
    }

    /// <summary>The magic and STREAMINFO, the only block of metadata.</summary>
    public static byte[] Head(int rate, int channels, int block, long total)
    {
        byte[] head = new byte[8 + 34];
        "fLaC"u8.CopyTo(head);
        head[4] = 0x80;
        head[7] = 34;
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(8), (ushort)block);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(10), (ushort)block);
        const int BitsLessOne = 15;
        ulong fields = ((ulong)rate << 44) | ((ulong)(channels - 1) << 41) | ((ulong)BitsLessOne << 36) | ((ulong)total & 0xF_FFFF_FFFF);
        BinaryPrimitives.WriteUInt64BigEndian(head.AsSpan(18), fields);
        return head;
    }

    /// <param name="rateCode">0 takes the rate of STREAMINFO.</param>
    public static byte[] Frame(int number, int channels, int block, short value, int rateCode = 0)
    {
        List<byte> frame = [0xFF, 0xF8, (byte)((7 << 4) | rateCode), (byte)(((channels - 1) << 4) | (4 << 1)), .. Number(number)];
        frame.AddRange([(byte)((block - 1) >> 8), (byte)(block - 1)]);
        frame.Add(Crc8(frame));
        for (int channel = 0; channel < channels; channel++)
        {
            frame.AddRange([0, (byte)(value >> 8), (byte)value]);
        }

        ushort crc = Crc16(frame);
        frame.AddRange([(byte)(crc >> 8), (byte)crc]);
        return [.. frame];
    }

    /// <summary>As UTF-8 codes a character.</summary>
    private static byte[] Number(int number) => number switch
    {
        < 0x80 => [(byte)number],
        < 0x800 => [(byte)(0xC0 | (number >> 6)), (byte)(0x80 | (number & 63))],
        _ => [(byte)(0xE0 | (number >> 12)), (byte)(0x80 | ((number >> 6) & 63)), (byte)(0x80 | (number & 63))],
    };

    private static byte Crc8(List<byte> bytes)
    {
        int crc = 0;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x80) != 0 ? ((crc << 1) ^ 0x07) & 0xFF : crc << 1;
            }
        }

        return (byte)crc;
    }

    private static ushort Crc16(List<byte> bytes)
    {
        int crc = 0;
        foreach (byte value in bytes)
        {
            crc ^= value << 8;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x8000) != 0 ? ((crc << 1) ^ 0x8005) & 0xFFFF : crc << 1;
            }
        }

        return (ushort)crc;
    }
}
