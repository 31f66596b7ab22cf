namespace StreamServer.Inference.Audio.Mp4;

/// <summary>
/// Reads the packets of the audio track of MP4, M4A and QuickTime: from the sample table, wherever it lies, and from fragments.
/// </summary>
/// <param name="source">Can seek.</param>
internal sealed class Mp4Reader(Stream source)
{
    /// <summary>Of <c>moov</c>: the tables of a day of speech.</summary>
    private const int MostMovieBytes = 32 << 20;

    private const int MostFragmentBytes = 4 << 20;
    private const int MostPacketBytes = 1 << 20;

    private readonly Queue<Mp4Sample> _samples = new();
    private readonly byte[] _head = new byte[Mp4Box.MostHeadBytes];
    private IEnumerator<Mp4Sample>? _table;
    private byte[] _packet = [];
    private Mp4Track _track = null!;
    private long _next; // the box behind those that were read

    /// <summary>Finds the audio track.</summary>
    /// <exception cref="InvalidDataException">What is wrong, to be said behind "The mp4 file".</exception>
    public Mp4Track Open()
    {
        while (TryReadHead(out Mp4Box box))
        {
            if (box.Type == "moov")
            {
                _track = Mp4Track.Read(ReadBody(box, MostMovieBytes)) ?? throw new InvalidDataException("has no audio");
                _table = _track.Samples.Walk().GetEnumerator();

                // Fragments may stand anywhere behind it.
                return _track;
            }
        }

        throw new InvalidDataException("has no list of tracks (moov): its recorder was cut off before it could write it");
    }

    /// <returns>False at the end; a packet that was cut off is none.</returns>
    /// <exception cref="InvalidDataException">What is wrong, to be said behind "The mp4 file".</exception>
    public bool TryRead(out ReadOnlySpan<byte> packet)
    {
        packet = default;
        if (!TryNext(out Mp4Sample sample) || sample.Offset < 0 || sample.Offset > source.Length - sample.Size)
        {
            return false;
        }

        if (sample.Size > MostPacketBytes)
        {
            throw new InvalidDataException($"is damaged: a packet of {sample.Size} bytes");
        }

        _packet = _packet.Length < sample.Size ? new byte[sample.Size] : _packet;
        source.Position = sample.Offset;
        source.ReadExactly(_packet.AsSpan(0, sample.Size));
        packet = _packet.AsSpan(0, sample.Size);
        return true;
    }

    private bool TryNext(out Mp4Sample sample)
    {
        if (_table is { } table)
        {
            if (table.MoveNext())
            {
                sample = table.Current;
                return true;
            }

            _table = null;
        }

        while (!_samples.TryDequeue(out sample))
        {
            if (!TryReadHead(out Mp4Box box))
            {
                return false;
            }

            if (box.Type == "moof")
            {
                Mp4Fragment.Read(ReadBody(box, MostFragmentBytes), _start, _track, _samples);
            }
        }

        return true;
    }

    private long _start; // of the box that was read last

    private bool TryReadHead(out Mp4Box box)
    {
        box = default;
        source.Position = _start = _next;
        int length = source.ReadAtLeast(_head, _head.Length, throwOnEndOfStream: false);
        if (length == 0)
        {
            return false;
        }

        if (!Mp4Box.TryRead(_head.AsSpan(0, length), out box))
        {
            // Some bytes behind the last box are no box.
            return length < 8 ? false : throw new InvalidDataException($"is damaged at byte {_start}: there is no box");
        }

        long left = source.Length - _start - box.HeadBytes;
        _next = box.BodyBytes >= left ? source.Length : _start + box.HeadBytes + box.BodyBytes;
        source.Position = _start + box.HeadBytes;
        return true;
    }

    private ReadOnlySpan<byte> ReadBody(Mp4Box box, int most)
    {
        long size = Math.Min(box.BodyBytes, source.Length - source.Position);
        if (size > most || (box.BodyBytes != long.MaxValue && box.BodyBytes > size))
        {
            throw new InvalidDataException($"is damaged at byte {_start}: its {box.Type} is larger than can be");
        }

        byte[] body = new byte[size];
        source.ReadExactly(body);
        return body;
    }
}
