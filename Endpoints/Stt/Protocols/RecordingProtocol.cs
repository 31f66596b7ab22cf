using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Stt.Protocols;

/// <summary>
/// One message, one answer: <c>{"audio":"&lt;hex s16le&gt;"}</c> is a piece of a stream, or a whole recording, and is answered by the
/// text so far, its language and its emotion.
/// </summary>
internal sealed class RecordingProtocol : ISttProtocol
{
    public bool TakesBinary => false;

    public bool SendsReady => false;

    public ReplyRule Replies => ReplyRule.Utterance;

    public SttSessionSettings Adapt(SttSessionSettings settings) => settings with { Encoding = AudioEncoding.PcmS16le };

    public SttMessage Read(JsonElement root) =>
        root.TryGetProperty("audio", out _) ? new SttMessage.Audio(HexAudio.Read(root), IsFinal(root)) : SttCommands.Read(root);

    public bool Write(SttEvent item, SttSessionSettings settings, Utf8JsonWriter json)
    {
        if (item is not Reply reply)
        {
            return item is SttEvent.Marker or SttEvent.Configured && SttJson.WriteCommon(item, json);
        }

        // What is told once for the whole is taken from the longest utterance.
        SttText? main = reply.Texts.MaxBy(text => text.End - text.Start);
        json.WriteString("text", reply.Text);
        json.WriteBoolean("is_final", reply.IsFinal || (reply.Ended.Count > 0 && reply.Texts.Count == reply.Ended.Count));
        json.WriteString("emotion", main?.Emotion ?? "unknown");
        SttJson.WriteScores("emotion_scores", main?.Emotions ?? [], json);
        json.WriteString("language", main?.Language ?? "unknown");
        SttJson.WriteScores("language_scores", main?.Languages ?? [], json);
        json.WriteNumber("latency_ms", Math.Round(reply.LatencyMs, 1));
        json.WriteBoolean("success", !reply.Texts.Any(text => text.Failed));
        SttJson.WriteRemarks(reply, json);
        return true;
    }

    public void WriteError(ErrorShape shape, StreamException failure, Utf8JsonWriter json)
    {
        json.WriteBoolean("success", false);
        SttJson.WriteError(shape, failure, json);
    }

    private static bool IsFinal(JsonElement root) =>
        root.TryGetProperty("is_final", out JsonElement final) && final.ValueKind == JsonValueKind.True;
}
