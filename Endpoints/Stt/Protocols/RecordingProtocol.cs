using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Stt.Protocols;

/// <summary>
/// One message, one answer: <c>{"audio":"&lt;hex s16le&gt;"}</c> is a whole recording, answered by its text, language and emotion.
/// </summary>
internal sealed class RecordingProtocol : ISttProtocol
{
    public bool TakesBinary => false;

    public bool SendsReady => false;

    public SttSessionSettings Adapt(SttSessionSettings settings) =>
        settings with { Encoding = AudioEncoding.PcmS16le, InterimResults = false };

    public SttMessage Read(JsonElement root) =>
        root.TryGetProperty("audio", out _) ? new SttMessage.Recording(HexAudio.Read(root)) : SttCommands.Read(root);

    public bool Write(SttEvent item, SttSessionSettings settings, Utf8JsonWriter json)
    {
        if (item is not RecordingHeard recording)
        {
            return item is SttEvent.Marker or SttEvent.Configured && SttJson.WriteCommon(item, json);
        }

        // What is told once for the whole is taken from the longest utterance.
        SttText? main = recording.Texts.MaxBy(text => text.End - text.Start);
        json.WriteString("text", string.Join(' ', recording.Texts.Where(text => text.Text.Length > 0).Select(text => text.Text)));
        json.WriteString("emotion", main?.Emotion ?? "unknown");
        SttJson.WriteScores("emotion_scores", main?.Emotions ?? [], json);
        json.WriteString("language", main?.Language ?? "unknown");
        SttJson.WriteScores("language_scores", main?.Languages ?? [], json);
        json.WriteNumber("latency_ms", Math.Round(recording.LatencyMs, 1));
        json.WriteBoolean("success", !recording.Texts.Any(text => text.Failed));
        if (recording.Texts.FirstOrDefault(text => text.Fallback) is { } other)
        {
            json.WriteString("fallback_model", other.Model);
        }

        return true;
    }

    public void WriteError(ErrorShape shape, StreamException failure, Utf8JsonWriter json)
    {
        json.WriteBoolean("success", false);
        SttJson.WriteError(shape, failure, json);
    }
}
