using System.Buffers;
using System.Buffers.Binary;

namespace StreamServer.Inference.Audio.Ogg;

/// <summary>Collects packets into pages of one logical Ogg stream. Packets are not split over pages. Not thread-safe.</summary>
/// <param name="serial">Number of the stream; arbitrary where a file holds only one.</param>
internal sealed class OggPageWriter(uint serial)
{
    private readonly byte[] _segments = new byte[OggPage.MostSegments];
    private readonly ArrayBufferWriter<byte> _body = new(4096);
    private int _segmentCount;
    private uint _sequence;
    private long _granule;

    /// <summary>Packets that wait for <see cref="WritePage"/>.</summary>
    public int PacketCount { get; private set; }

    public bool Fits(int packetBytes) => _segmentCount + SegmentsOf(packetBytes) <= OggPage.MostSegments;

    /// <param name="packet">Fits (see <see cref="Fits"/>).</param>
    /// <param name="granule">Position at the end of this packet, in the unit of the codec.</param>
    public void Add(ReadOnlySpan<byte> packet, long granule)
    {
        int segments = SegmentsOf(packet.Length);
        _segments.AsSpan(_segmentCount, segments).Fill(OggPage.FullSegment);
        _segmentCount += segments;

        // The last segment is shorter than a full one, if need be empty: that is how a reader knows the end of the packet.
        _segments[_segmentCount - 1] = (byte)(packet.Length % OggPage.FullSegment);
        _body.Write(packet);
        _granule = granule;
        PacketCount++;
    }

    /// <summary>Sets the position at the end of the last packet anew: the end of the audio may lie inside it.</summary>
    public void EndAt(long granule) => _granule = granule;

    public void WritePage(IBufferWriter<byte> output, bool last = false)
    {
        int headerBytes = OggPage.HeaderBytes + _segmentCount;
        Span<byte> header = output.GetSpan(headerBytes)[..headerBytes];
        OggPage.Capture.CopyTo(header);
        header[4] = 0; // version
        header[OggPage.FlagsOffset] = (byte)((_sequence == 0 ? OggPage.First : 0) | (last ? OggPage.Last : 0));
        BinaryPrimitives.WriteInt64LittleEndian(header[OggPage.GranuleOffset..], _granule);
        BinaryPrimitives.WriteUInt32LittleEndian(header[OggPage.SerialOffset..], serial);
        BinaryPrimitives.WriteUInt32LittleEndian(header[OggPage.SequenceOffset..], _sequence);
        BinaryPrimitives.WriteUInt32LittleEndian(header[OggPage.CrcOffset..], 0); // counts as zero in its own sum
        header[OggPage.SegmentsOffset] = (byte)_segmentCount;
        _segments.AsSpan(0, _segmentCount).CopyTo(header[OggPage.HeaderBytes..]);
        uint crc = OggCrc.Append(_body.WrittenSpan, OggCrc.Append(header));
        BinaryPrimitives.WriteUInt32LittleEndian(header[OggPage.CrcOffset..], crc);
        output.Advance(headerBytes);
        output.Write(_body.WrittenSpan);

        _sequence++;
        _segmentCount = 0;
        PacketCount = 0;
        _body.ResetWrittenCount();
    }

    private static int SegmentsOf(int packetBytes) => (packetBytes / OggPage.FullSegment) + 1;
}
