namespace StreamServer.Endpoints.Tts.Socket;

/// <summary>One dialect of what a client is told beside the audio. Thread-safe.</summary>
internal interface ITtsProtocol
{
    /// <returns>The message as JSON in UTF-8; null when the dialect does not tell such a thing, which an error never is.</returns>
    byte[]? Write(TtsSocketMessage message);
}
