using System.Buffers.Binary;
using NLayer;

namespace StreamServer.Inference.Audio.Mpeg;

/// <summary>
/// The four bytes in front of each frame of MPEG audio: ISO/IEC 11172-3 §2.4.1.3, 13818-3, and MPEG-2.5. Frames of free format, whose
/// length no header states, are none here.
/// </summary>
/// <param name="Bits">As they lie.</param>
internal readonly record struct MpegHeader(uint Bits)
{
    public const int Bytes = 4;

    /// <summary>Longest frame: layer II, 384 kbit/s at 32 kHz, with a slot of padding.</summary>
    public const int MostFrameBytes = 1729;

    /// <summary>Samples of one channel that a frame has at most.</summary>
    public const int MostSamples = 1152;

    /// <summary>What does not change within a stream: sync, version, layer, sample rate.</summary>
    private const uint StreamMask = 0xFFFE0C00;

    // kbit/s by index, as the standards' tables have them.
    private static readonly int[] Layer1 = [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448];
    private static readonly int[] Layer2 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384];
    private static readonly int[] Layer3 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    private static readonly int[] LowLayer1 = [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256];
    private static readonly int[] LowOthers = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    private static readonly int[] Rates = [44_100, 48_000, 32_000];

    public MpegVersion Version => ((Bits >> 19) & 3) switch
    {
        0 => MpegVersion.Version25,
        2 => MpegVersion.Version2,
        _ => MpegVersion.Version1,
    };

    public MpegLayer Layer => (MpegLayer)(4 - ((Bits >> 17) & 3));

    public bool HasCrc => (Bits & 0x10000) == 0;

    public int BitRateIndex => (int)(Bits >> 12) & 0xF;

    public int SampleRateIndex => (int)(Bits >> 10) & 3;

    public MpegChannelMode ChannelMode => (MpegChannelMode)((Bits >> 6) & 3);

    public int ChannelModeExtension => (int)(Bits >> 4) & 3;

    public bool IsCopyrighted => (Bits & 8) != 0;

    public int Channels => ChannelMode == MpegChannelMode.Mono ? 1 : 2;

    /// <summary>Hz.</summary>
    public int SampleRate => Rates[SampleRateIndex] / (Version switch { MpegVersion.Version1 => 1, MpegVersion.Version2 => 2, _ => 4 });

    /// <summary>Bit/s.</summary>
    public int BitRate => 1000 * ((Version, Layer) switch
    {
        (MpegVersion.Version1, MpegLayer.LayerI) => Layer1,
        (MpegVersion.Version1, MpegLayer.LayerII) => Layer2,
        (MpegVersion.Version1, _) => Layer3,
        (_, MpegLayer.LayerI) => LowLayer1,
        _ => LowOthers,
    })[BitRateIndex];

    /// <summary>Samples of one channel.</summary>
    public int SampleCount => Layer switch
    {
        MpegLayer.LayerI => 384,
        MpegLayer.LayerIII when Version != MpegVersion.Version1 => 576,
        _ => 1152,
    };

    /// <summary>Bytes with the header.</summary>
    public int FrameBytes => Layer == MpegLayer.LayerI
        ? ((12 * BitRate / SampleRate) + Padding) * 4
        : (SampleCount / 8 * BitRate / SampleRate) + Padding;

    private int Padding => (int)(Bits >> 9) & 1;

    /// <param name="bytes">At least <see cref="Bytes"/>.</param>
    /// <param name="header">Where it is one.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out MpegHeader header)
    {
        header = new MpegHeader(BinaryPrimitives.ReadUInt32BigEndian(bytes));
        return (header.Bits & 0xFFE00000) == 0xFFE00000
            && ((header.Bits >> 19) & 3) != 1
            && ((header.Bits >> 17) & 3) != 0
            && header.BitRateIndex is > 0 and < 15
            && header.SampleRateIndex < 3
            && header.FrameBytes >= Bytes + sizeof(ushort);
    }

    /// <summary>Whether another frame may belong to the same stream.</summary>
    public bool IsLike(MpegHeader other) => (Bits & StreamMask) == (other.Bits & StreamMask);
}
