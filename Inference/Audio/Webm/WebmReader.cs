namespace StreamServer.Inference.Audio.Webm;

/// <summary>
/// Reads the packets of the Opus track of WebM and Matroska from front to back, also of a live recording: clusters and segments of
/// unknown size, no index, no length. It goes into the elements that hold others as if they were not there, so nothing of it
/// depends on their sizes or nests.
/// </summary>
/// <param name="source">At its start; can seek.</param>
internal sealed class WebmReader(Stream source)
{
    private const string Opus = "A_OPUS";

    /// <summary>Of the list of tracks; pictures and fonts lie elsewhere.</summary>
    private const int MostTracksBytes = 1 << 20;

    /// <summary>Of one block: Opus has at most 61 KB in 120 ms, and laces hold a few of these.</summary>
    private const int MostBlockBytes = 1 << 20;

    private readonly Queue<WebmPacket> _packets = new();
    private readonly byte[] _head = new byte[EbmlElement.MostBytes];
    private byte[] _block = [];
    private long _track;

    /// <summary>Finds the Opus track.</summary>
    /// <exception cref="InvalidDataException">What is wrong, to be said behind "The webm file".</exception>
    public WebmTrack Open()
    {
        while (TryReadHead(out EbmlElement element))
        {
            if (element.Id == WebmIds.Tracks)
            {
                return Choose(WebmTrack.ReadAll(ReadBody(element, MostTracksBytes)));
            }

            if (element.Id is WebmIds.Cluster)
            {
                break;
            }

            if (element.Id != WebmIds.Segment)
            {
                Skip(element);
            }
        }

        throw new InvalidDataException("has no list of tracks");
    }

    /// <returns>False at the end; a block that was cut off is none.</returns>
    /// <exception cref="InvalidDataException">What is wrong, to be said behind "The webm file".</exception>
    public bool TryRead(out WebmPacket packet)
    {
        while (!_packets.TryDequeue(out packet))
        {
            if (!TryReadHead(out EbmlElement element))
            {
                return false;
            }

            switch (element.Id)
            {
                case WebmIds.Segment or WebmIds.Cluster:
                    break;
                case WebmIds.SimpleBlock when IsHere(element):
                    TakeBlock(ReadBody(element, MostBlockBytes), 0);
                    break;
                case WebmIds.BlockGroup when IsHere(element):
                    TakeGroup(ReadBody(element, MostBlockBytes));
                    break;
                default:
                    Skip(element);
                    break;
            }
        }

        return true;
    }

    private WebmTrack Choose(List<WebmTrack> tracks)
    {
        WebmTrack[] audio = [.. tracks.Where(track => track.IsAudio)];
        WebmTrack track = audio.FirstOrDefault(track => track.Codec == Opus) ?? throw new InvalidDataException(
            audio.Length == 0 ? "has no audio" : $"holds {Printable(audio[0].Codec)}; Opus can be read");
        if (track.IsEncoded)
        {
            throw new InvalidDataException("is compressed or encrypted inside");
        }

        _track = track.Number;
        return track;
    }

    private static string Printable(string codec) =>
        new([.. codec.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '/')]);

    private bool TryReadHead(out EbmlElement element)
    {
        long start = source.Position;
        int length = source.ReadAtLeast(_head, _head.Length, throwOnEndOfStream: false);
        int used = EbmlElement.TryRead(_head.AsSpan(0, length), out element);
        if (used == 0)
        {
            return length == 0 || start + length >= source.Length
                ? false
                : throw new InvalidDataException($"is damaged at byte {start}: there is no element");
        }

        source.Position = start + used;
        return true;
    }

    /// <summary>Whether all of it is there and it is no picture; a recorder that was killed leaves half a block.</summary>
    private bool IsHere(EbmlElement element) =>
        element.Size is { } size && size <= MostBlockBytes && size <= source.Length - source.Position;

    private void Skip(EbmlElement element)
    {
        if (element.Size is not { } size)
        {
            throw new InvalidDataException($"is damaged: an element of unknown size before byte {source.Position}");
        }

        // Behind the end is the end.
        source.Position = size > source.Length - source.Position ? source.Length : source.Position + size;
    }

    private ReadOnlySpan<byte> ReadBody(EbmlElement element, int most)
    {
        if (element.Size is not { } size || size > most || size > source.Length - source.Position)
        {
            throw new InvalidDataException($"is damaged before byte {source.Position}: an element is larger than can be");
        }

        // Packets that wait lie in the block before: none do when another is read.
        _block = _block.Length < size ? new byte[size] : _block;
        Span<byte> body = _block.AsSpan(0, (int)size);
        source.ReadExactly(body);
        return body;
    }

    private void TakeGroup(ReadOnlySpan<byte> group)
    {
        (int start, int length, long discard) = (-1, 0, 0);
        int at = 0;
        ReadOnlySpan<byte> rest = group;
        while (WebmTrack.TryNext(ref rest, out EbmlElement element, out ReadOnlySpan<byte> inside))
        {
            at = group.Length - rest.Length - inside.Length;
            if (element.Id == WebmIds.Block && start < 0)
            {
                (start, length) = (at, inside.Length);
            }
            else if (element.Id == WebmIds.DiscardPadding && inside.Length is > 0 and <= sizeof(long))
            {
                discard = (sbyte)inside[0];
                foreach (byte part in inside[1..])
                {
                    discard = (discard << 8) | part;
                }
            }
        }

        if (start >= 0)
        {
            TakeBlock(_block.AsSpan(start, length), discard, start);
        }
    }

    /// <param name="block">Track, time, flags, and one packet or several with their sizes before them (RFC 9559 §10.3).</param>
    /// <param name="discard">Of the last packet.</param>
    /// <param name="offset">Where the block lies in the buffer.</param>
    private void TakeBlock(ReadOnlySpan<byte> block, long discard, int offset = 0)
    {
        int head = EbmlElement.TryReadNumber(block, out long track, out _);
        if (head == 0 || track != _track || block.Length < head + 3)
        {
            return;
        }

        int lacing = (block[head + 2] >> 1) & 3;
        ReadOnlySpan<byte> body = block[(head + 3)..];
        int at = offset + head + 3;
        if (lacing == 0)
        {
            _packets.Enqueue(new WebmPacket(_block.AsMemory(at, body.Length), discard));
            return;
        }

        int sizesBytes = TryReadLaces(body, lacing, out List<int> sizes);
        if (sizesBytes == 0 || sizes.Sum(size => (long)size) > body.Length - sizesBytes)
        {
            throw new InvalidDataException("is damaged: the sizes in a block are larger than the block");
        }

        at += sizesBytes;
        foreach ((int index, int size) in sizes.Index())
        {
            _packets.Enqueue(new WebmPacket(_block.AsMemory(at, size), index == sizes.Count - 1 ? discard : 0));
            at += size;
        }
    }

    /// <returns>Bytes of the sizes; 0 when they are broken.</returns>
    private static int TryReadLaces(ReadOnlySpan<byte> body, int lacing, out List<int> sizes)
    {
        const int Xiph = 1;
        const int Fixed = 2;
        sizes = [];
        if (body.IsEmpty)
        {
            return 0;
        }

        int count = body[0] + 1;
        int at = 1;
        if (lacing == Fixed)
        {
            if ((body.Length - 1) % count != 0)
            {
                return 0;
            }

            sizes.AddRange(Enumerable.Repeat((body.Length - 1) / count, count));
            return 1;
        }

        long size = 0;
        for (int lace = 0; lace < count - 1; lace++)
        {
            int used = lacing == Xiph ? TryReadXiph(body[at..], out size) : TryReadEbml(body[at..], isFirst: lace == 0, ref size);
            if (used == 0 || size < 0 || size > body.Length)
            {
                return 0;
            }

            at += used;
            sizes.Add((int)size);
        }

        int last = body.Length - at - sizes.Sum();
        sizes.Add(Math.Max(0, last));
        return last < 0 ? 0 : at;
    }

    private static int TryReadXiph(ReadOnlySpan<byte> bytes, out long size)
    {
        size = 0;
        for (int at = 0; at < bytes.Length; at++)
        {
            size += bytes[at];
            if (bytes[at] < byte.MaxValue)
            {
                return at + 1;
            }
        }

        return 0;
    }

    /// <summary>The first size as it is, the others as differences with a bias.</summary>
    private static int TryReadEbml(ReadOnlySpan<byte> bytes, bool isFirst, ref long size)
    {
        int used = EbmlElement.TryReadNumber(bytes, out long value, out _);
        size = isFirst ? value : size + value - ((1L << ((7 * used) - 1)) - 1);
        return used;
    }
}
