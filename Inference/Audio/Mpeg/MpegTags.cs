using System.Buffers.Binary;

namespace StreamServer.Inference.Audio.Mpeg;

/// <summary>Tags behind the last frame of an mp3 file, which a search for frames would go through.</summary>
internal static class MpegTags
{
    private const int Id3Bytes = 128; // ID3v1: "TAG" and fixed fields
    private const int ApeBytes = 32; // APEv2's footer: "APETAGEX", version, size without header, items, flags
    private const int ApeSizeOffset = 12;

    /// <returns>Where the tags begin, or the file's length where there is none.</returns>
    public static long AudioEnd(Stream source)
    {
        long end = source.Length;
        Span<byte> tag = stackalloc byte[ApeBytes];
        if (TryRead(source, end - Id3Bytes, tag) && tag.StartsWith("TAG"u8))
        {
            end -= Id3Bytes;
        }

        if (TryRead(source, end - ApeBytes, tag) && tag.StartsWith("APETAGEX"u8))
        {
            end -= BinaryPrimitives.ReadUInt32LittleEndian(tag[ApeSizeOffset..]);
        }

        return Math.Max(0, end);
    }

    private static bool TryRead(Stream source, long position, Span<byte> bytes)
    {
        source.Position = position;
        return position >= 0 && source.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) == bytes.Length;
    }
}
