using System.Buffers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Threading.Channels;
using StreamServer.Endpoints.Stt.Protocols;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Stt.Socket;

/// <summary>The receive loop: frames to messages, messages to the inbox.</summary>
internal sealed partial class SttSocket
{
    private const int FirstBuffer = 8 * 1024;

    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };

    /// <summary>Reads until the client's close frame, an abort, or a message that ends the session; after that it only drains.</summary>
    private async Task ReceiveAsync()
    {
        bool known = false;
        try
        {
            while (true)
            {
                (WebSocketMessageType type, byte[] rented, int length) = await ReadMessageAsync();
                if (type == WebSocketMessageType.Close)
                {
                    ArrayPool<byte>.Shared.Return(rented);
                    End(SttEnd.Done);
                    return;
                }

                if (Volatile.Read(ref _end) is not null)
                {
                    // The close is on its way; what the client still sends is read so that its close frame comes through.
                    ArrayPool<byte>.Shared.Return(rented);
                    continue;
                }

                await TakeAsync(type, rented, length, isFirst: !known);
                known = true;
            }
        }
        catch (StreamException failure)
        {
            End(failure);
            await DrainAsync();
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The connection broke, or the server cut it. Nobody is left to be told.
            End(SttEnd.Vanished);
            await _abort.CancelAsync();
        }
        catch (Exception exception)
        {
            LogFault(exception, Id);
            End(new StreamException(StreamError.Internal, "Something went wrong on our side.", inner: exception));
            await DrainAsync();
        }
    }

    /// <summary>One whole message in a rented buffer, which the caller returns.</summary>
    private async ValueTask<(WebSocketMessageType Type, byte[] Rented, int Length)> ReadMessageAsync()
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        int length = 0;
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(buffer.AsMemory(length), _abort.Token);
                length += part.Count;
                if (length > _options.MaxFrameBytes)
                {
                    throw new StreamException(
                        StreamError.ClientTooLarge,
                        $"A message has more than {_options.MaxFrameBytes} bytes, the limit. Send audio in smaller messages.");
                }

                if (part.EndOfMessage || part.MessageType == WebSocketMessageType.Close)
                {
                    return (part.MessageType, buffer, length);
                }

                if (length == buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.CopyTo(larger, 0);
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

    private async ValueTask TakeAsync(WebSocketMessageType type, byte[] rented, int length, bool isFirst)
    {
        long now = _time.GetTimestamp();
        SttInput input;
        if (type == WebSocketMessageType.Binary && _protocol.TakesBinary)
        {
            input = new SttInput(rented, length, null, now);
        }
        else
        {
            try
            {
                input = type == WebSocketMessageType.Binary
                    ? throw new StreamException(StreamError.ClientBadMessage, "This dialect has its audio in JSON; a binary message came.")
                    : new SttInput(null, 0, Parse(rented.AsMemory(0, length), isFirst), now);
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }

        try
        {
            await _inbox.Writer.WriteAsync(input, _abort.Token);
        }
        catch (ChannelClosedException)
        {
            input.Return();
        }
    }

    private SttMessage Parse(ReadOnlyMemory<byte> utf8, bool isFirst)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(utf8, NoDuplicates);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new StreamException(
                StreamError.ClientBadMessage,
                "A text message is not JSON, or has a member twice. Audio goes into binary messages, commands into text.",
                inner: exception);
        }

        using (document)
        {
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new StreamException(StreamError.ClientBadMessage, "A text message is JSON, but not an object.");
            }

            try
            {
                if (isFirst)
                {
                    _protocol = SttProtocols.Recognise(document.RootElement, _protocol);
                }

                return _protocol.Read(document.RootElement);
            }
            catch (InvalidOperationException exception)
            {
                // JSON allows "\ud800", which no text can hold; the parser tells when the string is read.
                throw new StreamException(StreamError.ClientBadMessage, "A string in a text message has half a surrogate pair.", inner: exception);
            }
        }
    }

    /// <summary>Reads and forgets until the client's close frame or the abort.</summary>
    private async Task DrainAsync()
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            while ((await _socket.ReceiveAsync(buffer.AsMemory(), _abort.Token)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or IOException or ObjectDisposedException)
        {
            LogDrainBroken(exception.GetType().Name, Id);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
