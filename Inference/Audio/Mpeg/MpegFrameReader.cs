namespace StreamServer.Inference.Audio.Mpeg;

/// <summary>
/// Finds the frames of a file one after the other, in a window of fixed size and whatever lies between them. Where a frame does not
/// follow the one before, it counts only when another one follows it: bytes of pictures look like headers. Not thread-safe.
/// </summary>
internal sealed class MpegFrameReader(Stream source)
{
    private readonly byte[] _window = new byte[16 * 1024];
    private MpegHeader? _stream; // of the first frame: the others are like it
    private int _start;
    private int _end;
    private bool _inStep; // the next frame should begin here

    /// <returns>False at the end, or where only a part of a frame is left.</returns>
    public bool TryRead(MpegFrame frame)
    {
        while (Fill(MpegHeader.Bytes))
        {
            if (MpegHeader.TryRead(Unread, out MpegHeader header)
                && (_stream is not { } stream || header.IsLike(stream))
                && Fill(header.FrameBytes)
                && (_inStep || IsFollowed(header)))
            {
                _stream ??= header;
                frame.Load(header, Unread[..header.FrameBytes]);
                _start += header.FrameBytes;
                _inStep = true;
                return true;
            }

            _inStep = false;
            _start++;
            int sync = Unread.IndexOf((byte)0xFF);
            _start = sync < 0 ? _end : _start + sync;
        }

        return false;
    }

    private ReadOnlySpan<byte> Unread => _window.AsSpan(_start, _end - _start);

    private bool IsFollowed(MpegHeader header)
    {
        int next = header.FrameBytes;
        return !Fill(next + MpegHeader.Bytes)
            || (MpegHeader.TryRead(Unread[next..], out MpegHeader following) && following.IsLike(header));
    }

    /// <returns>Whether so many bytes are there, in one piece.</returns>
    private bool Fill(int count)
    {
        if (_window.Length - _start < count)
        {
            Unread.CopyTo(_window);
            (_start, _end) = (0, _end - _start);
        }

        while (_end - _start < count)
        {
            int read = source.Read(_window.AsSpan(_end));
            if (read == 0)
            {
                return false;
            }

            _end += read;
        }

        return true;
    }
}
