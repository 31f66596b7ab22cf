using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Ogg;
using StreamServer.Testing.Hostile;

namespace StreamServer.Testing;

/// <summary>Opus without its container, to be put into others.</summary>
internal static class OpusPackets
{
    /// <summary>The head of one second of a tone, and its packets.</summary>
    public static (byte[] Head, byte[][] Packets) OfTone()
    {
        OggPacketReader reader = new(new MemoryStream(HostileFiles.Sound(AudioFormat.Opus)));
        List<byte[]> packets = [];
        while (reader.TryRead(out ReadOnlySpan<byte> packet))
        {
            packets.Add(packet.ToArray());
        }

        // Behind the head come the tags.
        return (packets[0], [.. packets[2..]]);
    }
}
