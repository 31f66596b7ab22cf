using System.Text.Json;
using StreamServer.Endpoints.Tts.Socket;

namespace StreamServer.Endpoints.Deepgram;

/// <summary>Deepgram's socket <c>/v1/speak</c>: what the client is told. One a connection.</summary>
/// <param name="voice">As the client named it.</param>
/// <param name="model">That speaks.</param>
/// <param name="ignored">Parameters that have no meaning here.</param>
internal sealed class DeepgramSpeakProtocol(string voice, string model, IReadOnlyList<string> ignored) : ITtsProtocol
{
    private int _cleared;

    public byte[]? Write(TtsSocketMessage message)
    {
        DeepgramSpeakMessage? told = message.Type switch
        {
            "ready" => new("Metadata", message.RequestId, voice, "1", model, ignored),
            "flushed" => new("Flushed", SequenceId: message.Utterance),
            "cleared" => new("Cleared", SequenceId: _cleared++),
            "warning" => new("Warning", Description: message.Message, Code: message.Code),
            "error" => new("Error", Description: message.Message, Code: message.Code),
            _ => null,
        };
        return told is null ? null : JsonSerializer.SerializeToUtf8Bytes(told, DeepgramJson.Default.DeepgramSpeakMessage);
    }
}
