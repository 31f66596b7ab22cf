using System.Buffers.Binary;

namespace StreamServer.Inference.Audio.Mp4;

/// <summary>Samples of one movie fragment (ISO/IEC 14496-12 §8.8), as live recorders write them.</summary>
internal static class Mp4Fragment
{
    private const int Full = Mp4Track.Full;

    /// <param name="fragment">Body of <c>moof</c>.</param>
    /// <param name="start">Of the box in the file.</param>
    /// <param name="track">Whose samples are wanted.</param>
    /// <param name="samples">Receives them.</param>
    public static void Read(ReadOnlySpan<byte> fragment, long start, Mp4Track track, Queue<Mp4Sample> samples)
    {
        while (Mp4Box.TryNext(ref fragment, out string type, out ReadOnlySpan<byte> body))
        {
            if (type == "traf")
            {
                ReadTrack(body, start, track, samples);
            }
        }
    }

    private static void ReadTrack(ReadOnlySpan<byte> boxes, long start, Mp4Track track, Queue<Mp4Sample> samples)
    {
        const uint HasBase = 0x1;
        const uint HasDescription = 0x2;
        const uint HasDuration = 0x8;
        const uint HasSize = 0x10;
        ReadOnlySpan<byte> header = Mp4Box.Find(boxes, "tfhd");
        if (header.Length < Full + 4 || BinaryPrimitives.ReadUInt32BigEndian(header[Full..]) != track.Id)
        {
            return;
        }

        uint flags = BinaryPrimitives.ReadUInt32BigEndian(header) & 0xFFFFFF;
        ReadOnlySpan<byte> fields = header[(Full + 4)..];
        long origin = (flags & HasBase) != 0 ? (long)Take(ref fields, sizeof(ulong)) : start;
        _ = (flags & HasDescription) != 0 ? Take(ref fields, sizeof(uint)) : 0;
        _ = (flags & HasDuration) != 0 ? Take(ref fields, sizeof(uint)) : 0;
        uint usual = (flags & HasSize) != 0 ? (uint)Take(ref fields, sizeof(uint)) : track.UsualSize;

        // A run without an offset of its own goes on behind the one before.
        long next = origin;
        while (Mp4Box.TryNext(ref boxes, out string type, out ReadOnlySpan<byte> run))
        {
            if (type == "trun" && run.Length >= Full + 4)
            {
                next = ReadRun(run, origin, next, usual, samples);
            }
        }
    }

    private static long ReadRun(ReadOnlySpan<byte> run, long origin, long next, uint usual, Queue<Mp4Sample> samples)
    {
        const uint HasOffset = 0x1;
        const uint HasFirstFlags = 0x4;
        const uint HasDuration = 0x100;
        const uint HasSize = 0x200;
        const uint HasFlags = 0x400;
        const uint HasTime = 0x800;
        uint flags = BinaryPrimitives.ReadUInt32BigEndian(run) & 0xFFFFFF;
        uint count = BinaryPrimitives.ReadUInt32BigEndian(run[Full..]);
        ReadOnlySpan<byte> fields = run[(Full + 4)..];
        long at = (flags & HasOffset) != 0 ? origin + (int)Take(ref fields, sizeof(uint)) : next;
        _ = (flags & HasFirstFlags) != 0 ? Take(ref fields, sizeof(uint)) : 0;
        int before = (flags & HasDuration) != 0 ? sizeof(uint) : 0;
        int behind = ((flags & HasFlags) != 0 ? sizeof(uint) : 0) + ((flags & HasTime) != 0 ? sizeof(uint) : 0);
        int sizeBytes = (flags & HasSize) != 0 ? sizeof(uint) : 0;
        for (uint sample = 0; sample < count; sample++)
        {
            // Samples that say nothing of themselves cost the file nothing: as many are believed as a fragment of a recorder has.
            if (fields.Length < before + sizeBytes + behind || sample >= MostSamples)
            {
                break;
            }

            fields = fields[before..];
            uint size = sizeBytes > 0 ? (uint)Take(ref fields, sizeof(uint)) : usual;
            fields = fields[behind..];
            samples.Enqueue(new Mp4Sample(at, (int)Math.Min(size, int.MaxValue)));
            at += size;
        }

        return at;
    }

    /// <summary>Samples of one run: twenty minutes of Opus.</summary>
    private const int MostSamples = 1 << 16;

    /// <summary>A number at the front; 0 when the box is too short for it.</summary>
    private static ulong Take(ref ReadOnlySpan<byte> fields, int bytes)
    {
        if (fields.Length < bytes)
        {
            fields = default;
            return 0;
        }

        ulong value = bytes == sizeof(ulong) ? BinaryPrimitives.ReadUInt64BigEndian(fields) : BinaryPrimitives.ReadUInt32BigEndian(fields);
        fields = fields[bytes..];
        return value;
    }
}
