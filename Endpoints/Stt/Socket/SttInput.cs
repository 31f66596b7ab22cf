using System.Buffers;

namespace StreamServer.Endpoints.Stt.Socket;

/// <summary>One message on its way from the receive loop to the session: binary audio in a rented buffer, or a parsed text.</summary>
/// <param name="Rented">From the shared pool; given back by whoever takes the input. Null for a text.</param>
/// <param name="Length">Bytes of audio in it.</param>
/// <param name="Message">The text message; null for audio.</param>
/// <param name="ArrivedAt">Timestamp.</param>
internal readonly record struct SttInput(byte[]? Rented, int Length, SttMessage? Message, long ArrivedAt)
{
    public ReadOnlyMemory<byte> Audio => Rented.AsMemory(0, Length);

    public void Return()
    {
        if (Rented is not null)
        {
            ArrayPool<byte>.Shared.Return(Rented);
        }
    }
}
