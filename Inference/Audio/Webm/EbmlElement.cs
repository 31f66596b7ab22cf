using System.Numerics;

namespace StreamServer.Inference.Audio.Webm;

/// <summary>Head of an element of EBML (RFC 8794).</summary>
/// <param name="Id">With its marker bit, as the specifications write it.</param>
/// <param name="Size">Bytes of its body; null when the writer did not know, being live.</param>
internal readonly record struct EbmlElement(uint Id, long? Size)
{
    private const int MostIdBytes = 4;
    private const int MostSizeBytes = 8;

    /// <summary>Longest head.</summary>
    public const int MostBytes = MostIdBytes + MostSizeBytes;

    /// <param name="bytes">From the head on.</param>
    /// <param name="element">What it says.</param>
    /// <returns>Bytes of the head; 0 when there is none, or not all of it.</returns>
    public static int TryRead(ReadOnlySpan<byte> bytes, out EbmlElement element)
    {
        element = default;
        if (bytes.IsEmpty || bytes[0] == 0)
        {
            return 0;
        }

        int idBytes = LengthOf(bytes[0]);
        if (idBytes > MostIdBytes || bytes.Length <= idBytes || bytes[idBytes] == 0)
        {
            return 0;
        }

        uint id = 0;
        foreach (byte part in bytes[..idBytes])
        {
            id = (id << 8) | part;
        }

        int sizeBytes = TryReadNumber(bytes[idBytes..], out long size, out bool isUnknown);
        element = new EbmlElement(id, isUnknown ? null : size);
        return sizeBytes == 0 ? 0 : idBytes + sizeBytes;
    }

    /// <summary>A number of variable length without its marker.</summary>
    /// <param name="bytes">From the number on.</param>
    /// <param name="value">The number.</param>
    /// <param name="isAllOnes">All its bits are set, which stands for "unknown".</param>
    /// <returns>Its bytes; 0 when it is not all there.</returns>
    public static int TryReadNumber(ReadOnlySpan<byte> bytes, out long value, out bool isAllOnes)
    {
        (value, isAllOnes) = (0, false);
        int length = bytes.IsEmpty || bytes[0] == 0 ? 0 : LengthOf(bytes[0]);
        if (length == 0 || bytes.Length < length)
        {
            return 0;
        }

        value = bytes[0] & ((1 << (8 - length)) - 1);
        foreach (byte part in bytes[1..length])
        {
            value = (value << 8) | part;
        }

        isAllOnes = value == (1L << (7 * length)) - 1;
        return length;
    }

    private static int LengthOf(byte first) => BitOperations.LeadingZeroCount((uint)first) - 23;
}
