using System.Buffers.Binary;
using NLayer;

namespace StreamServer.Inference.Audio.Mpeg;

/// <summary>
/// The frame without audio with which encoders begin a file: Xing's (with LAME's extension) or Fraunhofer's. It says how many frames
/// follow, and LAME's by name how much at both ends is the encoder's own.
/// </summary>
/// <param name="Samples">Of one channel without the encoder's own; null when the frame does not say.</param>
/// <param name="Delay">Samples to leave out at the start.</param>
internal readonly record struct MpegLength(long? Samples, int Delay)
{
    private const int VbriOffset = 36;
    private const int VbriFramesOffset = 14;
    private const uint HasFrames = 1;
    private const uint HasBytes = 2;
    private const uint HasTable = 4;
    private const uint HasQuality = 8;
    private const int TableBytes = 100;

    /// <summary>From LAME's name to its 24 bits of delay and padding.</summary>
    private const int DelayOffset = 21;

    /// <returns>Null when the frame is one of audio.</returns>
    public static MpegLength? TryRead(MpegFrame frame)
    {
        ReadOnlySpan<byte> bytes = frame.Bytes;
        int xing = MpegHeader.Bytes + ((frame.Version == MpegVersion.Version1, frame.Header.Channels == 1) switch
        {
            (true, false) => 32,
            (false, true) => 9,
            _ => 17,
        });
        if (Has(bytes, xing, "Xing"u8) || Has(bytes, xing, "Info"u8))
        {
            return Xing(frame, bytes[(xing + 4)..]);
        }

        return Has(bytes, VbriOffset, "VBRI"u8) ? new MpegLength(Frames(frame, bytes[VbriOffset..], VbriFramesOffset), 0) : null;
    }

    private static MpegLength Xing(MpegFrame frame, ReadOnlySpan<byte> fields)
    {
        uint flags = fields.Length >= sizeof(uint) ? BinaryPrimitives.ReadUInt32BigEndian(fields) : 0;
        int at = sizeof(uint);
        long? samples = (flags & HasFrames) != 0 ? Frames(frame, fields, at) : null;
        at += (flags & HasFrames) != 0 ? sizeof(uint) : 0;
        at += (flags & HasBytes) != 0 ? sizeof(uint) : 0;
        at += (flags & HasTable) != 0 ? TableBytes : 0;
        at += (flags & HasQuality) != 0 ? sizeof(uint) : 0;
        if (!Has(fields, at, "LAME"u8))
        {
            return new MpegLength(samples, 0);
        }

        at += DelayOffset;
        if (fields.Length < at + 3)
        {
            return new MpegLength(samples, 0);
        }

        int delay = (fields[at] << 4) | (fields[at + 1] >> 4);
        int padding = ((fields[at + 1] & 0xF) << 8) | fields[at + 2];
        return new MpegLength(samples > delay + padding ? samples - delay - padding : samples, delay);
    }

    /// <summary>Zero is what a recorder leaves that could not go back.</summary>
    private static long? Frames(MpegFrame frame, ReadOnlySpan<byte> fields, int at) =>
        fields.Length >= at + sizeof(uint) && BinaryPrimitives.ReadUInt32BigEndian(fields[at..]) is > 0 and uint frames
            ? (long)frames * frame.SampleCount
            : null;

    private static bool Has(ReadOnlySpan<byte> bytes, int at, ReadOnlySpan<byte> name) =>
        bytes.Length >= at + name.Length && bytes[at..].StartsWith(name);
}
