using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Sockets;

/// <summary>Text messages are JSON objects, on every socket.</summary>
internal static class SocketJson
{
    private static readonly JsonDocumentOptions NoDuplicates = new() { AllowDuplicateProperties = false };

    /// <summary>The object of a text message. Every string in it can be read.</summary>
    /// <param name="message">The document refers to it: give its buffer back after disposing the document.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ClientBadMessage"/>.</exception>
    public static JsonDocument Parse(SocketMessage message)
    {
        if (!message.IsText)
        {
            throw new StreamException(StreamError.ClientBadMessage, "A text message is wanted here; a binary one came.");
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(message.Bytes, NoDuplicates);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new StreamException(
                StreamError.ClientBadMessage, "A text message is not JSON, or has a member twice.", inner: exception);
        }

        string? mistake = document.RootElement.ValueKind != JsonValueKind.Object ? "A text message is JSON, but not an object."
            : !JsonText.IsReadable(document.RootElement) ? "A string in a text message has half a surrogate pair."
            : null;
        if (mistake is null)
        {
            return document;
        }

        document.Dispose();
        throw new StreamException(StreamError.ClientBadMessage, mistake);
    }
}
