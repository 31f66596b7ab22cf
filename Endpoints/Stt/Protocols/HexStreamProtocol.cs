using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Endpoints.Stt.Protocols;

/// <summary>
/// A stream in JSON: <c>{"type":"audio","audio":"&lt;hex f32le&gt;","is_final"}</c> in, <c>{"type":"transcription"}</c> out,
/// <c>{"type":"end"}</c> ends. Its clients wait for the answer to each message, and say themselves where an utterance ends.
/// </summary>
internal sealed class HexStreamProtocol : ISttProtocol
{
    public bool TakesBinary => false;

    public bool SendsReady => false;

    public ReplyRule Replies => ReplyRule.UntilAsked;

    public SttSessionSettings Adapt(SttSessionSettings settings) => settings with { Encoding = AudioEncoding.PcmF32le };

    public SttMessage Read(JsonElement root) =>
        root.TryGetProperty("type", out JsonElement type) && type.ValueEquals("audio")
            ? new SttMessage.Audio(
                HexAudio.Read(root), root.TryGetProperty("is_final", out JsonElement final) && final.ValueKind == JsonValueKind.True)
            : SttCommands.Read(root);

    public bool Write(SttEvent item, SttSessionSettings settings, Utf8JsonWriter json)
    {
        if (item is not Reply reply)
        {
            return item is SttEvent.Marker or SttEvent.Configured && SttJson.WriteCommon(item, json);
        }

        json.WriteString("type", "transcription");
        json.WriteString("text", reply.Text);
        json.WriteBoolean("is_final", reply.IsFinal);
        SttJson.WriteRemarks(reply, json);
        return true;
    }

    public void WriteError(ErrorShape shape, StreamException failure, Utf8JsonWriter json) => SttJson.WriteError(shape, failure, json);
}
