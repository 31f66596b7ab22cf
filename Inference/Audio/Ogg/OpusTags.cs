using System.Buffers.Binary;

namespace StreamServer.Inference.Audio.Ogg;

/// <summary>The comment header of an Ogg Opus stream, RFC 7845 §5.2: a vendor and no comments.</summary>
internal static class OpusTags
{
    public static ReadOnlySpan<byte> Magic => "OpusTags"u8;

    private static ReadOnlySpan<byte> Vendor => "StreamServer"u8;

    public static byte[] Packet()
    {
        byte[] packet = new byte[Magic.Length + sizeof(uint) + Vendor.Length + sizeof(uint)];
        Magic.CopyTo(packet);
        BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(Magic.Length), (uint)Vendor.Length);
        Vendor.CopyTo(packet.AsSpan(Magic.Length + sizeof(uint)));
        return packet; // the number of comments, 0, ends it
    }
}
