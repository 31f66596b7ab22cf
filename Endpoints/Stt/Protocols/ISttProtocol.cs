using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Endpoints.Stt.Protocols;

/// <summary>One dialect of the socket: reads text messages and writes events. Thread-safe.</summary>
internal interface ISttProtocol
{
    /// <summary>Whether binary messages are audio.</summary>
    bool TakesBinary { get; }

    /// <summary>Whether the first message says what the session is.</summary>
    bool SendsReady { get; }

    /// <summary>Whether each message of audio is answered by exactly one message.</summary>
    ReplyRule Replies { get; }

    /// <summary>The caller's settings as this dialect needs them.</summary>
    SttSessionSettings Adapt(SttSessionSettings settings);

    /// <summary>Reads one text message.</summary>
    /// <param name="root">A JSON object.</param>
    /// <exception cref="StreamException">
    /// <see cref="StreamError.ClientBadMessage"/> or <see cref="StreamError.ClientBadAudio"/>.
    /// </exception>
    SttMessage Read(JsonElement root);

    /// <summary>Writes the members of one event into an open object.</summary>
    /// <returns>False when the dialect does not tell such an event; nothing has been written then.</returns>
    bool Write(SttEvent item, SttSessionSettings settings, Utf8JsonWriter json);

    /// <summary>Asks, after audio and after a transcript, whether the dialect has something to tell by itself.</summary>
    /// <param name="audioSeconds">Audio received.</param>
    SttEvent? DueAt(double audioSeconds) => null;

    /// <summary>Writes the members of the message that stands before a close.</summary>
    void WriteError(ErrorShape shape, StreamException failure, Utf8JsonWriter json);
}
