using System.Buffers.Binary;

namespace StreamServer.Inference.Audio.Ogg;

/// <summary>Reads the pages of an Ogg file one after the other, RFC 3533. Not thread-safe.</summary>
internal sealed class OggPageReader(Stream source)
{
    private readonly byte[] _page = new byte[OggPage.HeaderBytes + OggPage.MostSegments + (OggPage.MostSegments * OggPage.FullSegment)];
    private int _headerBytes;
    private int _bodyBytes;

    public byte Flags => _page[OggPage.FlagsOffset];

    /// <summary>Position at the end of the last packet that ends on this page, or -1 where none does.</summary>
    public long Granule => BinaryPrimitives.ReadInt64LittleEndian(_page.AsSpan(OggPage.GranuleOffset));

    public uint Serial => BinaryPrimitives.ReadUInt32LittleEndian(_page.AsSpan(OggPage.SerialOffset));

    /// <summary>Counts the pages of one logical stream.</summary>
    public uint Sequence => BinaryPrimitives.ReadUInt32LittleEndian(_page.AsSpan(OggPage.SequenceOffset));

    public ReadOnlySpan<byte> Segments => _page.AsSpan(OggPage.HeaderBytes, _page[OggPage.SegmentsOffset]);

    public ReadOnlySpan<byte> Body => _page.AsSpan(_headerBytes, _bodyBytes);

    /// <param name="isEnd">Something else may stand here, which is the end.</param>
    /// <returns>False at the end of the source, or where a page has been cut off.</returns>
    /// <exception cref="InvalidDataException">What comes next is not a page, or its checksum is wrong.</exception>
    public bool TryRead(bool isEnd = false)
    {
        if (!TryFill(0, OggPage.HeaderBytes))
        {
            return false;
        }

        if (!_page.AsSpan().StartsWith(OggPage.Capture))
        {
            return isEnd ? false : throw new InvalidDataException("bytes between the pages");
        }

        _headerBytes = OggPage.HeaderBytes + _page[OggPage.SegmentsOffset];
        if (!TryFill(OggPage.HeaderBytes, _headerBytes - OggPage.HeaderBytes))
        {
            return false;
        }

        _bodyBytes = 0;
        foreach (byte segment in Segments)
        {
            _bodyBytes += segment;
        }

        if (!TryFill(_headerBytes, _bodyBytes))
        {
            return false;
        }

        Span<byte> crc = _page.AsSpan(OggPage.CrcOffset, sizeof(uint));
        uint stated = BinaryPrimitives.ReadUInt32LittleEndian(crc);
        crc.Clear(); // counts as zero in its own sum
        if (OggCrc.Append(_page.AsSpan(0, _headerBytes + _bodyBytes)) != stated)
        {
            throw new InvalidDataException("a page does not match its checksum");
        }

        return true;
    }

    private bool TryFill(int start, int count) =>
        source.ReadAtLeast(_page.AsSpan(start, count), count, throwOnEndOfStream: false) == count;
}
