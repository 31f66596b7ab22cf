using System.Buffers;

namespace StreamServer.Endpoints.Sockets;

/// <summary>One whole message of a client, in a rented buffer that whoever takes the message gives back.</summary>
/// <param name="Rented">From the shared pool.</param>
/// <param name="Length">Bytes of the message in it.</param>
/// <param name="IsText">UTF-8 that has been checked; else binary.</param>
internal readonly record struct SocketMessage(byte[] Rented, int Length, bool IsText)
{
    public ReadOnlyMemory<byte> Bytes => Rented.AsMemory(0, Length);

    public void Return() => ArrayPool<byte>.Shared.Return(Rented);
}
