using NLayer;

namespace StreamServer.Inference.Audio.Mpeg;

/// <summary>One frame as NLayer's decoder reads it, bit by bit. Used again for every frame of a file.</summary>
internal sealed class MpegFrame : IMpegFrame
{
    private readonly byte[] _bytes = new byte[MpegHeader.MostFrameBytes];
    private MpegHeader _header;
    private int _next;
    private ulong _bits;
    private int _bitCount;

    public int SampleRate => _header.SampleRate;

    public int SampleRateIndex => _header.SampleRateIndex;

    public int FrameLength => _header.FrameBytes;

    public int BitRate => _header.BitRate;

    public MpegVersion Version => _header.Version;

    public MpegLayer Layer => _header.Layer;

    public MpegChannelMode ChannelMode => _header.ChannelMode;

    public int ChannelModeExtension => _header.ChannelModeExtension;

    public int SampleCount => _header.SampleCount;

    public int BitRateIndex => _header.BitRateIndex;

    public bool IsCopyrighted => _header.IsCopyrighted;

    public bool HasCrc => _header.HasCrc;

    public bool IsCorrupted => false;

    public MpegHeader Header => _header;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, FrameLength);

    /// <param name="header">Of the frame.</param>
    /// <param name="bytes">The whole frame.</param>
    public void Load(MpegHeader header, ReadOnlySpan<byte> bytes)
    {
        _header = header;
        bytes.CopyTo(_bytes);
        Reset();
    }

    public void Reset()
    {
        _next = MpegHeader.Bytes + (HasCrc ? sizeof(ushort) : 0);
        _bits = 0;
        _bitCount = 0;
    }

    /// <exception cref="EndOfStreamException">The frame is shorter than what it claims to hold.</exception>
    public int ReadBits(int bitCount)
    {
        while (_bitCount < bitCount)
        {
            if (_next >= FrameLength)
            {
                throw new EndOfStreamException();
            }

            _bits = (_bits << 8) | _bytes[_next++];
            _bitCount += 8;
        }

        _bitCount -= bitCount;
        return (int)((_bits >> _bitCount) & ((1UL << bitCount) - 1));
    }
}
