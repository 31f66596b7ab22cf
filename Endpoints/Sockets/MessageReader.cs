using System.Buffers;
using System.Net.WebSockets;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Sockets;

/// <summary>Whole messages of a socket in rented buffers; a socket on which nothing comes holds none. One caller at a time.</summary>
internal sealed class MessageReader(WebSocket socket, int maxBytes)
{
    private const int FirstBuffer = 8 * 1024;

    /// <returns>Null after the client's close frame.</returns>
    /// <exception cref="StreamException">
    /// <see cref="StreamError.ClientTooLarge"/>: what is left of the message is still to be read.
    /// </exception>
    public async ValueTask<SocketMessage?> ReadAsync(CancellationToken cancellation)
    {
        // Empty: waits for the first bytes without a buffer. A message without content ends right here.
        ValueWebSocketReceiveResult part = await socket.ReceiveAsync(Memory<byte>.Empty, cancellation);
        if (part.MessageType == WebSocketMessageType.Close || part.EndOfMessage)
        {
            return part.MessageType == WebSocketMessageType.Close
                ? null
                : new SocketMessage([], 0, part.MessageType == WebSocketMessageType.Text);
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        int length = 0;
        try
        {
            while (true)
            {
                // One byte more than may come is enough to know: the socket waits until what it is given is full, or the frame ends.
                int room = Math.Min(buffer.Length - length, maxBytes + 1 - length);
                part = await socket.ReceiveAsync(buffer.AsMemory(length, room), cancellation);
                length += part.Count;
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    return null;
                }

                if (length > maxBytes)
                {
                    throw new StreamException(
                        StreamError.ClientTooLarge, $"A message has more than {maxBytes} bytes, the limit. Send smaller messages.");
                }

                if (part.EndOfMessage)
                {
                    return new SocketMessage(buffer, length, part.MessageType == WebSocketMessageType.Text);
                }

                if (length == buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    /// <summary>Reads and forgets until the client's close frame.</summary>
    public async Task DrainAsync(CancellationToken cancellation)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            while ((await socket.ReceiveAsync(buffer.AsMemory(), cancellation)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
