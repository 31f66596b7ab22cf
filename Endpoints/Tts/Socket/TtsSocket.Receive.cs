using System.Net.WebSockets;
using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Endpoints.Tts.Socket;

/// <summary>The receive loop: text to sentences, sentences to utterances.</summary>
internal sealed partial class TtsSocket
{
    private const int MaxMessageBytes = 256 * 1024;

    private async Task ReceiveAsync()
    {
        try
        {
            bool goesOn = true;
            while (goesOn && await ReadAsync() is { } message)
            {
                using (message)
                {
                    goesOn = await TakeAsync(message.RootElement);
                }
            }

            _utterances.Writer.TryComplete();
            if (!goesOn)
            {
                await DrainAsync();
            }
        }
        catch (StreamException exception)
        {
            // The speaking loop throws it and tells the client.
            _utterances.Writer.TryComplete(exception);
            ClearAll();
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException)
        {
            _utterances.Writer.TryComplete(new OperationCanceledException("The connection is gone.", exception));
            await _abort.CancelAsync();
        }
    }

    /// <returns>Null after the client's close frame.</returns>
    private async Task<JsonDocument?> ReadAsync()
    {
        using MemoryStream message = new();
        byte[] buffer = new byte[4096];
        while (true)
        {
            ValueWebSocketReceiveResult part = await _socket.ReceiveAsync(buffer.AsMemory(), _abort.Token);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                Flush();
                return null;
            }

            if (part.MessageType == WebSocketMessageType.Binary)
            {
                throw new StreamException(StreamError.ClientBadMessage, "This socket takes text messages; a binary one came.");
            }

            message.Write(buffer, 0, part.Count);
            if (message.Length > MaxMessageBytes)
            {
                throw new StreamException(StreamError.ClientTooLarge, $"A message is larger than {MaxMessageBytes} bytes.");
            }

            if (part.EndOfMessage)
            {
                return Parse(message.GetBuffer().AsMemory(0, (int)message.Length));
            }
        }
    }

    /// <summary>Reads and forgets until the client's close frame: without it the close is not a clean one.</summary>
    private async Task DrainAsync()
    {
        byte[] buffer = new byte[1024];
        while ((await _socket.ReceiveAsync(buffer.AsMemory(), _abort.Token)).MessageType != WebSocketMessageType.Close)
        {
        }
    }

    private static JsonDocument Parse(ReadOnlyMemory<byte> message)
    {
        JsonDocument document;
        try
        {
            // The buffer is reused, so the document needs bytes of its own.
            document = JsonDocument.Parse(message.ToArray());
        }
        catch (JsonException exception)
        {
            throw new StreamException(StreamError.ClientBadMessage, "A message is not JSON.", inner: exception);
        }

        if (!JsonText.IsReadable(document.RootElement))
        {
            document.Dispose();
            throw new StreamException(StreamError.ClientBadMessage, "A string in a message has half a surrogate pair.");
        }

        return document;
    }

    /// <returns>False after the last message that counts.</returns>
    private async ValueTask<bool> TakeAsync(JsonElement message)
    {
        string? type = message.ValueKind == JsonValueKind.Object && message.TryGetProperty("type", out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
        switch (type?.ToLowerInvariant())
        {
            case "speak":
                await SpeakAsync(message);
                return true;

            case "flush":
                await FlushAsync();
                return true;

            case "clear":
                ClearAll();
                await SendAsync(TtsSocketMessage.Cleared());
                return true;

            case "close":
                Flush();
                return false;

            default:
                throw new StreamException(StreamError.ClientBadMessage, "type must be one of speak, flush, clear, close.", "type");
        }
    }

    private async ValueTask SpeakAsync(JsonElement message)
    {
        if (!message.TryGetProperty("text", out JsonElement text) || text.ValueKind != JsonValueKind.String)
        {
            throw new StreamException(StreamError.ClientBadMessage, "A speak message needs a string 'text'.", "text");
        }

        Utterance utterance = await OpenAsync();
        string piece = text.GetString()!;
        utterance.Characters += piece.Length;
        if (utterance.Characters > _services.Options.MaxText)
        {
            throw new StreamException(
                StreamError.ClientTooLarge, $"An utterance has more than {_services.Options.MaxText} characters; send flush between utterances.", "text");
        }

        if (utterance.Text.Append(piece) is { } sentences)
        {
            AddChunks(utterance, sentences);
        }
    }

    private async ValueTask FlushAsync()
    {
        // A flush without text is answered too: the client may wait for it.
        await OpenAsync();
        Flush();
    }

    private void Flush()
    {
        if (_open is { } utterance)
        {
            AddChunks(utterance, utterance.Text.Take());
            utterance.Complete();
            _open = null;
        }
    }

    private void AddChunks(Utterance utterance, string text)
    {
        foreach (TextChunk chunk in _lease.Chunk(_call.Speech with { Text = text }, isFirst: !utterance.HasChunks))
        {
            utterance.Add(chunk);
        }
    }

    private async ValueTask<Utterance> OpenAsync()
    {
        if (_open is null)
        {
            _open = new Utterance(_count++, _abort.Token);
            lock (_live)
            {
                _live.Add(_open);
            }

            await _utterances.Writer.WriteAsync(_open, _abort.Token);
        }

        return _open;
    }

    private void ClearAll()
    {
        _open = null;
        lock (_live)
        {
            _live.ForEach(utterance => utterance.Clear());
        }
    }
}
