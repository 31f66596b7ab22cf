using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Endpoints.Stt.Protocols;

/// <summary>
/// A stream in JSON: <c>{"type":"audio","audio":"&lt;hex f32le&gt;","is_final"}</c> in, <c>{"type":"transcription"}</c> out,
/// <c>{"type":"end"}</c> ends.
/// </summary>
internal sealed class HexStreamProtocol : ISttProtocol
{
    public bool TakesBinary => false;

    public bool SendsReady => false;

    public SttSessionSettings Adapt(SttSessionSettings settings) => settings with { Encoding = AudioEncoding.PcmF32le };

    public SttMessage Read(JsonElement root) =>
        root.TryGetProperty("type", out JsonElement type) && type.ValueEquals("audio")
            ? new SttMessage.Audio(
                HexAudio.Read(root), root.TryGetProperty("is_final", out JsonElement final) && final.ValueKind == JsonValueKind.True)
            : SttCommands.Read(root);

    public bool Write(SttEvent item, SttSessionSettings settings, Utf8JsonWriter json)
    {
        if (item is not SttEvent.Transcript { Text: var text })
        {
            return item is not (SessionReady or SessionClosing or SttEvent.Summary) && SttJson.WriteCommon(item, json);
        }

        json.WriteString("type", "transcription");
        json.WriteString("text", text.Text);
        json.WriteBoolean("is_final", text.IsFinal);
        SttJson.WriteRemarks(text, json);
        return true;
    }

    public void WriteError(ErrorShape shape, StreamException failure, Utf8JsonWriter json) => SttJson.WriteError(shape, failure, json);
}
