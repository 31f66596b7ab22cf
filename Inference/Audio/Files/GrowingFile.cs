namespace StreamServer.Inference.Audio.Files;

/// <summary>
/// A file whose bytes still come. Its reader goes forward, and back by as much as a search for a format takes. Reads hand over to
/// whoever brings bytes when there are none. Not thread-safe: the two sides take turns.
/// </summary>
/// <param name="waitForMore">Returns when bytes were brought, or none come any more.</param>
internal sealed class GrowingFile(Action waitForMore) : Stream
{
    /// <summary>Bytes behind the reader that are kept.</summary>
    private const int Kept = 96 * 1024;

    /// <summary>Nobody knows; no file is longer.</summary>
    private const long Endless = long.MaxValue / 4;

    private byte[] _bytes = new byte[16 * 1024];
    private long _first; // position of the first byte that is kept
    private int _count; // bytes that are kept or wait
    private long _position;
    private bool _isWhole;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => Endless;

    public override long Position
    {
        get => _position;
        set => _position = value >= _first
            ? value
            : throw BadAudio.Because("The audio cannot be decoded while it comes: send it as a file.");
    }

    /// <summary>Brings bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        int behind = (int)Math.Clamp(_position - Kept - _first, 0, _count);
        if (behind > 0)
        {
            _bytes.AsSpan(behind, _count - behind).CopyTo(_bytes);
            _first += behind;
            _count -= behind;
        }

        if (_bytes.Length < _count + bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _count + bytes.Length));
        }

        bytes.CopyTo(_bytes.AsSpan(_count));
        _count += bytes.Length;
    }

    /// <summary>Another file begins where the reader is.</summary>
    public void StartHere() => (_first, _position) = (_first - _position, 0);

    /// <summary>No more bytes come.</summary>
    public void End() => _isWhole = true;

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        while (_position >= _first + _count)
        {
            if (_isWhole)
            {
                return 0;
            }

            waitForMore();
        }

        int at = (int)(_position - _first);
        int read = Math.Min(buffer.Length, _count - at);
        _bytes.AsSpan(at, read).CopyTo(buffer);
        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
