namespace StreamServer.Inference.Audio.Ogg;

/// <summary>Layout of an Ogg page header, RFC 3533 §6.</summary>
internal static class OggPage
{
    public const int HeaderBytes = 27; // without the segment table
    public const int FlagsOffset = 5;
    public const int GranuleOffset = 6;
    public const int SerialOffset = 14;
    public const int SequenceOffset = 18;
    public const int CrcOffset = 22;
    public const int SegmentsOffset = 26;

    public const int MostSegments = 255;

    /// <summary>A segment of this length is followed by more of the same packet.</summary>
    public const int FullSegment = 255;

    public const byte Continued = 1;
    public const byte First = 2;
    public const byte Last = 4;

    public static ReadOnlySpan<byte> Capture => "OggS"u8;
}
