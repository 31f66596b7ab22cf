using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Endpoints.Stt.Protocols;

/// <summary>Binary audio in, <c>{"type":"transcript","text","is_final"}</c> out.</summary>
internal sealed class TranscriptProtocol : ISttProtocol
{
    public bool TakesBinary => true;

    public bool SendsReady => true;

    public ReplyRule Replies => ReplyRule.None;

    public SttSessionSettings Adapt(SttSessionSettings settings) => settings;

    public SttMessage Read(JsonElement root) => SttCommands.Read(root);

    public bool Write(SttEvent item, SttSessionSettings settings, Utf8JsonWriter json)
    {
        if (item is not SttEvent.Transcript { Text: var text })
        {
            return SttJson.WriteCommon(item, json);
        }

        json.WriteString("type", "transcript");
        json.WriteString("text", text.Text);
        json.WriteBoolean("is_final", text.IsFinal);
        json.WriteNumber("utterance", text.Utterance);
        if (settings.Streams > 1)
        {
            json.WriteNumber("channel", text.Channel);
        }

        json.WriteNumber("start", Math.Round(text.Start, 3));
        json.WriteNumber("end", Math.Round(text.End, 3));
        json.WriteNumber("confidence", Math.Round(text.Confidence, 3));
        json.WriteString("language", text.Language);
        json.WriteString("emotion", text.Emotion);
        if (text.IsFinal)
        {
            SttJson.WriteScores("language_scores", text.Languages, json);
            SttJson.WriteScores("emotion_scores", text.Emotions, json);
            json.WriteStartArray("events");
            foreach (string name in text.Events)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
        }
        else
        {
            SttJson.WriteStable(text, json);
        }

        if (settings.Words)
        {
            SttJson.WriteWords(text.Words, "start", "end", json);
        }

        json.WriteNumber("latency_ms", Math.Round(text.LatencyMs, 1));
        SttJson.WriteSplit(text, json);
        SttJson.WriteRemarks(text, json);
        return true;
    }

    public void WriteError(ErrorShape shape, StreamException failure, Utf8JsonWriter json) => SttJson.WriteError(shape, failure, json);
}
