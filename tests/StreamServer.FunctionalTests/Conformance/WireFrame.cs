using System.Buffers.Binary;

namespace StreamServer.FunctionalTests.Conformance;

/// <summary>Frames of RFC 6455 §5.2 as bytes, right or wrong.</summary>
internal static class WireFrame
{
    public const int Continuation = 0;
    public const int Text = 1;
    public const int Binary = 2;
    public const int Close = 8;
    public const int Ping = 9;
    public const int Pong = 10;

    private static readonly byte[] Mask = [0x37, 0xfa, 0x21, 0x3d];

    /// <param name="opcode">4 bits.</param>
    /// <param name="payload">Not masked yet.</param>
    /// <param name="fin">The last of its message.</param>
    /// <param name="reserved">3 bits.</param>
    /// <param name="isMasked">As a client must.</param>
    /// <param name="lengthForm">7, 16 or 64; 0 for the shortest.</param>
    public static byte[] Of(
        int opcode, ReadOnlySpan<byte> payload, bool fin = true, int reserved = 0, bool isMasked = true, int lengthForm = 0)
    {
        int form = lengthForm > 0 ? lengthForm : payload.Length < 126 ? 7 : payload.Length <= ushort.MaxValue ? 16 : 64;
        int head = 2 + (form == 7 ? 0 : form / 8);
        byte[] frame = new byte[head + (isMasked ? 4 : 0) + payload.Length];
        frame[0] = (byte)((fin ? 0x80 : 0) | (reserved << 4) | opcode);
        frame[1] = (byte)((isMasked ? 0x80 : 0) | (form == 7 ? payload.Length : form == 16 ? 126 : 127));
        if (form == 16)
        {
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)payload.Length);
        }
        else if (form == 64)
        {
            BinaryPrimitives.WriteUInt64BigEndian(frame.AsSpan(2), (ulong)payload.Length);
        }

        Span<byte> body = frame.AsSpan(frame.Length - payload.Length);
        payload.CopyTo(body);
        if (isMasked)
        {
            Mask.CopyTo(frame, head);
            for (int i = 0; i < body.Length; i++)
            {
                body[i] ^= Mask[i & 3];
            }
        }

        return frame;
    }

    /// <summary>A head alone: what follows never comes.</summary>
    public static byte[] Head(int opcode, ulong length)
    {
        byte[] head = new byte[14];
        head[0] = (byte)(0x80 | opcode);
        head[1] = 0x80 | 127;
        BinaryPrimitives.WriteUInt64BigEndian(head.AsSpan(2), length);
        Mask.CopyTo(head, 10);
        return head;
    }

    /// <summary>A close frame with a code.</summary>
    public static byte[] CloseOf(int code, ReadOnlySpan<byte> reason = default)
    {
        byte[] payload = new byte[2 + reason.Length];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        reason.CopyTo(payload.AsSpan(2));
        return Of(Close, payload);
    }
}
