namespace StreamServer.Inference.Audio.Ogg;

/// <summary>Reads the packets of the first logical stream of an Ogg file; other streams are passed over. Not thread-safe.</summary>
internal sealed class OggPacketReader(Stream source)
{
    /// <summary>No opus packet comes near; only a damaged or hostile file does. RFC 7845 §6 wants a limit.</summary>
    private const int MostPacketBytes = 1 << 20;

    private readonly OggPageReader _pages = new(source);
    private byte[] _packet = new byte[4096];
    private int _length;
    private int _segment; // next segment of the page
    private int _offset; // of that segment in the body
    private int _lastEnd; // segments up to the end of the last packet that ends on the page
    private uint? _serial;
    private uint _nextPage;
    private bool _ended;

    /// <summary>Whether the packet read last is the last that ends on its page, so that <see cref="PageGranule"/> is its end.</summary>
    public bool EndsPage { get; private set; }

    public long PageGranule { get; private set; }

    /// <summary>Whether the page of the packet read last is the stream's last.</summary>
    public bool IsLastPage { get; private set; }

    /// <param name="packet">Valid until the next call.</param>
    /// <returns>False at the end of the stream; what of a packet was cut off there is left out.</returns>
    /// <exception cref="InvalidDataException">Says in a few words what is damaged.</exception>
    public bool TryRead(out ReadOnlySpan<byte> packet)
    {
        _length = 0;
        bool inside = false;
        while (!_ended || _segment < _pages.Segments.Length)
        {
            if (_segment == _pages.Segments.Length)
            {
                if (!TryTurnPage(inside))
                {
                    break;
                }

                continue;
            }

            byte segment = _pages.Segments[_segment++];
            Append(_pages.Body.Slice(_offset, segment));
            _offset += segment;
            inside = segment == OggPage.FullSegment;
            if (!inside)
            {
                EndsPage = _segment == _lastEnd;
                packet = _packet.AsSpan(0, _length);
                return true;
            }
        }

        _ended = true;
        packet = default;
        return false;
    }

    private bool TryTurnPage(bool inside)
    {
        do
        {
            if (_ended || !_pages.TryRead())
            {
                return false;
            }

            _serial ??= _pages.Serial;
        }
        while (_pages.Serial != _serial);

        // A recording of a broadcast starts at any number, and counts on from there.
        bool isFirst = (_pages.Flags & OggPage.First) != 0;
        if (!isFirst && _pages.Sequence != _nextPage && _nextPage > 1)
        {
            throw new InvalidDataException("a page is missing");
        }

        _nextPage = _pages.Sequence + 1;

        _ended = (_pages.Flags & OggPage.Last) != 0;
        _segment = 0;
        _offset = 0;
        _lastEnd = 0;
        for (int i = 0; i < _pages.Segments.Length; i++)
        {
            _lastEnd = _pages.Segments[i] < OggPage.FullSegment ? i + 1 : _lastEnd;
        }

        PageGranule = _pages.Granule;
        IsLastPage = _ended;
        bool continues = (_pages.Flags & OggPage.Continued) != 0;
        if (continues != inside)
        {
            throw new InvalidDataException("a page is missing");
        }

        return true;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (_length + bytes.Length > _packet.Length)
        {
            if (_length + bytes.Length > MostPacketBytes)
            {
                throw new InvalidDataException("a packet is too long");
            }

            Array.Resize(ref _packet, _packet.Length * 2);
        }

        bytes.CopyTo(_packet.AsSpan(_length));
        _length += bytes.Length;
    }
}
