using System.Buffers.Binary;

namespace StreamServer.Inference.Audio.Mp4;

/// <summary>
/// Sizes and chunks of a track (ISO/IEC 14496-12 §8.7), as they lie in the file: nothing is unpacked before it is asked for, so that what a
/// header claims costs nothing.
/// </summary>
internal sealed class Mp4SampleTable
{
    private const int Full = Mp4Track.Full;

    private readonly byte[] _sizes;
    private readonly byte[] _chunks;
    private readonly byte[] _runs;
    private readonly int _offsetBytes;
    private readonly long _count;
    private readonly uint _usual;

    private Mp4SampleTable(byte[] sizes, byte[] chunks, byte[] runs, int offsetBytes, long count, uint usual) =>
        (_sizes, _chunks, _runs, _offsetBytes, _count, _usual) = (sizes, chunks, runs, offsetBytes, count, usual);

    /// <param name="table">Body of <c>stbl</c>.</param>
    public static Mp4SampleTable Read(ReadOnlySpan<byte> table)
    {
        ReadOnlySpan<byte> sizes = Mp4Box.Find(table, "stsz");
        ReadOnlySpan<byte> chunks = Mp4Box.Find(table, "stco");
        ReadOnlySpan<byte> wide = Mp4Box.Find(table, "co64");
        ReadOnlySpan<byte> runs = Mp4Box.Find(table, "stsc");
        bool has = sizes.Length >= Full + 8;
        return new Mp4SampleTable(
            has ? sizes[(Full + 8)..].ToArray() : [],
            Entries(chunks.IsEmpty ? wide : chunks),
            Entries(runs),
            chunks.IsEmpty ? sizeof(ulong) : sizeof(uint),
            has ? BinaryPrimitives.ReadUInt32BigEndian(sizes[(Full + 4)..]) : 0,
            has ? BinaryPrimitives.ReadUInt32BigEndian(sizes[Full..]) : 0);
    }

    /// <summary>The samples in order.</summary>
    public IEnumerable<Mp4Sample> Walk()
    {
        const int RunBytes = 12;
        long sample = 0;
        int run = 0;
        for (int chunk = 0; (chunk + 1) * _offsetBytes <= _chunks.Length; chunk++)
        {
            // A run holds until the chunk at which the next begins; chunks count from 1.
            while ((run + 2) * RunBytes <= _runs.Length && Word(_runs, (run + 1) * RunBytes) <= chunk + 1)
            {
                run++;
            }

            if ((run + 1) * RunBytes > _runs.Length)
            {
                yield break;
            }

            uint samples = Word(_runs, (run * RunBytes) + 4);
            long offset = _offsetBytes == sizeof(uint)
                ? Word(_chunks, chunk * sizeof(uint))
                : BinaryPrimitives.ReadInt64BigEndian(_chunks.AsSpan(chunk * sizeof(ulong)));
            for (uint inChunk = 0; inChunk < samples; inChunk++, sample++)
            {
                if (sample >= _count || (_usual == 0 && (sample + 1) * sizeof(uint) > _sizes.Length))
                {
                    yield break;
                }

                uint size = _usual != 0 ? _usual : Word(_sizes, (int)sample * sizeof(uint));
                yield return new Mp4Sample(offset, (int)Math.Min(size, int.MaxValue));
                offset += size;
            }
        }
    }

    private static uint Word(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at));

    private static byte[] Entries(ReadOnlySpan<byte> box) => box.Length >= Full + 4 ? box[(Full + 4)..].ToArray() : [];
}
