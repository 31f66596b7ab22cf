namespace StreamServer.Inference.Audio.Ogg;

/// <summary>
/// Checksum of an Ogg page, RFC 3533 §6: polynomial 0x04C11DB7, most significant bit first, start value and final
/// exclusive-or both zero.
/// </summary>
internal static class OggCrc
{
    private const uint Polynomial = 0x04C11DB7;

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(Entry)];

    /// <param name="bytes">Goes on from <paramref name="crc"/>.</param>
    /// <param name="crc">What the bytes before gave; 0 at the start of a page.</param>
    public static uint Append(ReadOnlySpan<byte> bytes, uint crc = 0)
    {
        foreach (byte value in bytes)
        {
            crc = (crc << 8) ^ Table[(crc >> 24) ^ value];
        }

        return crc;
    }

    private static uint Entry(int index)
    {
        uint crc = (uint)index << 24;
        for (int bit = 0; bit < 8; bit++)
        {
            crc = (crc & 0x80000000) != 0 ? (crc << 1) ^ Polynomial : crc << 1;
        }

        return crc;
    }
}
