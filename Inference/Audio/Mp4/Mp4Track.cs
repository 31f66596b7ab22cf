using System.Buffers.Binary;

namespace StreamServer.Inference.Audio.Mp4;

/// <summary>The audio track of an MP4 file.</summary>
/// <param name="Id">By which fragments name it.</param>
/// <param name="Codec">Type of its sample entry, such as <c>Opus</c> or <c>mp4a</c>.</param>
/// <param name="Entry">What stands behind the fixed part of the sample entry: boxes of the codec.</param>
/// <param name="Samples">Where its packets lie, but for those in fragments.</param>
/// <param name="UsualSize">Bytes of a packet in a fragment that does not say.</param>
internal sealed record Mp4Track(uint Id, string Codec, byte[] Entry, Mp4SampleTable Samples, uint UsualSize)
{
    /// <summary>Version and flags of a full box.</summary>
    public const int Full = 4;

    /// <summary>AudioSampleEntry without version 1 and 2 of QuickTime (ISO/IEC 14496-12 §12.2.3).</summary>
    private const int EntryBytes = 28;

    private const int EntryVersionAt = 8;

    /// <summary>The first track of sound in the body of <c>moov</c>.</summary>
    /// <returns>Null when there is none.</returns>
    public static Mp4Track? Read(ReadOnlySpan<byte> movie)
    {
        ReadOnlySpan<byte> rest = movie;
        while (Mp4Box.TryNext(ref rest, out string type, out ReadOnlySpan<byte> track))
        {
            ReadOnlySpan<byte> handler = Mp4Box.Find(track, ["mdia", "hdlr"]);
            if (type != "trak" || handler.Length < 12 || !handler[8..].StartsWith("soun"u8))
            {
                continue;
            }

            ReadOnlySpan<byte> header = Mp4Box.Find(track, "tkhd");
            int idAt = Full + (header.Length > 0 && header[0] == 1 ? 16 : 8);
            uint id = header.Length >= idAt + 4 ? BinaryPrimitives.ReadUInt32BigEndian(header[idAt..]) : 0;
            ReadOnlySpan<byte> table = Mp4Box.Find(track, ["mdia", "minf", "stbl"]);
            ReadOnlySpan<byte> descriptions = Mp4Box.Find(table, "stsd");
            ReadOnlySpan<byte> entries = descriptions.Length > 8 ? descriptions[8..] : default;
            if (!Mp4Box.TryNext(ref entries, out string codec, out ReadOnlySpan<byte> entry) || entry.Length < EntryBytes)
            {
                return null;
            }

            // QuickTime's longer entries.
            int more = BinaryPrimitives.ReadUInt16BigEndian(entry[EntryVersionAt..]) switch { 1 => 16, 2 => 36, _ => 0 };
            int boxesAt = Math.Min(entry.Length, EntryBytes + more);
            return new Mp4Track(id, codec, entry[boxesAt..].ToArray(), Mp4SampleTable.Read(table), UsualSizeOf(movie, id));
        }

        return null;
    }

    /// <summary>The codec by its usual name.</summary>
    public string CodecName => Codec switch
    {
        "mp4a" => Mp4Box.Find(Entry, "esds").IndexOf((byte)0x6B) is >= 0 and < 24 ? "MP3" : "AAC",
        "alac" => "ALAC",
        _ => new string([.. Codec.Where(char.IsAsciiLetterOrDigit)]),
    };

    private static uint UsualSizeOf(ReadOnlySpan<byte> movie, uint id)
    {
        ReadOnlySpan<byte> extends = Mp4Box.Find(movie, "mvex");
        while (Mp4Box.TryNext(ref extends, out string type, out ReadOnlySpan<byte> body))
        {
            if (type == "trex" && body.Length >= Full + 20 && BinaryPrimitives.ReadUInt32BigEndian(body[Full..]) == id)
            {
                return BinaryPrimitives.ReadUInt32BigEndian(body[(Full + 12)..]);
            }
        }

        return 0;
    }
}
