namespace StreamServer.Inference.Audio.Ogg;

/// <summary>
/// Reads the packets of the first stream of opus in an Ogg file; other streams beside it are passed over. Where a file is a chain, one
/// link after the other (RFC 3533 §4). Not thread-safe.
/// </summary>
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
    private uint? _serial; // of the stream; null while it is looked for
    private uint _nextPage;
    private bool _ended; // the link
    private bool _inData; // a page that begins no stream has come
    private bool _isNext; // the page that was read last begins another link
    private bool _mayJoin;
    private bool _isJoining; // inside a packet whose beginning was not recorded

    /// <summary>Whether the packet read last is the last that ends on its page, so that <see cref="PageGranule"/> is its end.</summary>
    public bool EndsPage { get; private set; }

    public long PageGranule { get; private set; }

    /// <summary>Whether the page of the packet read last is the stream's last.</summary>
    public bool IsLastPage { get; private set; }

    /// <summary>What the file holds where it holds no opus; null when nothing is known.</summary>
    public string? Other { get; private set; }

    /// <summary>The headers have been read. The first page of data may be any: a recording of a broadcast begins in its middle.</summary>
    public void Join() => _mayJoin = true;

    /// <summary>Goes on to the next link of a chain; to be called when <see cref="TryRead"/> found the end of one.</summary>
    /// <returns>False when there is none.</returns>
    /// <exception cref="InvalidDataException">Says in a few words what is damaged.</exception>
    public bool TryNextLink()
    {
        // What still comes of the streams that ended is passed over, and so is a tag behind the last of them.
        while (!_isNext && _pages.TryRead(isEnd: true))
        {
            _isNext = (_pages.Flags & OggPage.First) != 0;
        }

        if (!_isNext)
        {
            return false;
        }

        (_serial, _nextPage, _ended, _inData, _mayJoin, _isJoining) = (null, 0, false, false, false, false);
        (_segment, _offset) = (_pages.Segments.Length, 0);
        return true;
    }

    /// <param name="packet">Valid until the next call.</param>
    /// <returns>False at the end of the link; what of a packet was cut off there is left out.</returns>
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
        while (true)
        {
            if (_ended || (!_isNext && !_pages.TryRead()))
            {
                return false;
            }

            bool isFirst = (_pages.Flags & OggPage.First) != 0;
            if (isFirst && _inData && !_isNext)
            {
                (_isNext, _ended) = (true, true);
                return false;
            }

            _isNext = false;
            _inData |= !isFirst;
            if (isFirst && _serial is null)
            {
                Choose();
            }

            if (_pages.Serial == _serial)
            {
                break;
            }
        }

        bool continues = (_pages.Flags & OggPage.Continued) != 0;
        bool joins = _mayJoin && (_isJoining || _pages.Sequence != _nextPage);
        _mayJoin = _isJoining = joins && continues && !EndsPacket();
        bool isMissed = (_pages.Flags & OggPage.First) == 0 && _pages.Sequence != _nextPage && _nextPage > 1;
        if (!joins && (isMissed || continues != inside))
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
        if (continues && joins)
        {
            SkipRest();
        }

        return true;
    }

    /// <summary>The first stream of opus counts; RFC 3533 §6: the pages that begin streams stand in front of all others.</summary>
    private void Choose()
    {
        if (_pages.Body.StartsWith(OpusHead.Magic))
        {
            _serial = _pages.Serial;
        }
        else
        {
            Other ??= OggCodecs.NameOf(_pages.Body);
        }
    }

    private bool EndsPacket() => _pages.Segments.ContainsAnyExcept((byte)OggPage.FullSegment);

    /// <summary>The rest of a packet whose beginning was not recorded.</summary>
    private void SkipRest()
    {
        while (_segment < _pages.Segments.Length)
        {
            byte segment = _pages.Segments[_segment++];
            _offset += segment;
            if (segment < OggPage.FullSegment)
            {
                return;
            }
        }
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
