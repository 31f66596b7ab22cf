namespace StreamServer.Inference.Audio.Files;

/// <summary>
/// What the reader of a recording sees of its file: a part of it, and only as long as the caller is there and audio comes out. Readers
/// search for the next frame by themselves (NLayer at 2 MB a second), so the bytes that they may go through without finding audio
/// are counted here, where each of their reads ends. Not thread-safe.
/// </summary>
/// <param name="file">Can seek, or is one that grows; not closed.</param>
/// <param name="cancellation">The caller is gone.</param>
internal sealed class FileSource(Stream file, CancellationToken cancellation) : Stream
{
    private long _start;
    private long _end = file.Length;
    private long _position;
    private long _barren; // bytes since audio came out

    /// <summary>Bytes that may be read without audio coming out. More than any frame with what may lie between two of them.</summary>
    public long Patience { get; set; } = 1 << 20;

    /// <summary>It still comes: where it ends is not known.</summary>
    public bool IsGrowing => !file.CanSeek;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _end - _start;

    public override long Position
    {
        get => _position;
        set => _position = Math.Clamp(value, 0, Length);
    }

    /// <summary>From now on the file is this part of it, and the position its start.</summary>
    public void Narrow(long start, long end)
    {
        (_start, _end) = (_start + start, _start + Math.Max(start, end));
        _position = 0;
    }

    /// <summary>The reader has given samples.</summary>
    public void FoundAudio() => _barren = 0;

    /// <exception cref="StreamException"><see cref="StreamError.ClientBadAudio"/>: no audio for too long.</exception>
    /// <exception cref="OperationCanceledException">The caller is gone.</exception>
    public override int Read(Span<byte> buffer)
    {
        cancellation.ThrowIfCancellationRequested();
        buffer = buffer[..(int)Math.Min(buffer.Length, Length - _position)];
        file.Position = _start + _position;
        int read = buffer.IsEmpty ? 0 : file.Read(buffer);
        _position += read;
        _barren += read;
        return _barren <= Patience
            ? read
            : throw BadAudio.Because(
                $"The file is damaged, or no recording: no audio in {_barren} bytes before byte {_start + _position}.");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
