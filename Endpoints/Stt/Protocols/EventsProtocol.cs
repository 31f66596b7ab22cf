using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Endpoints.Stt.Protocols;

/// <summary>Binary audio in; voice activity, partials and finals as events out.</summary>
internal sealed class EventsProtocol : ISttProtocol
{
    public bool TakesBinary => true;

    public bool SendsReady => true;

    public ReplyRule Replies => ReplyRule.None;

    public SttSessionSettings Adapt(SttSessionSettings settings) => settings;

    public SttMessage Read(JsonElement root) => SttCommands.Read(root);

    public bool Write(SttEvent item, SttSessionSettings settings, Utf8JsonWriter json)
    {
        switch (item)
        {
            case SttEvent.SpeechStarted started:
                WriteActivity("speech_start", started.Probability, started.At, started.Channel, settings, json);
                return true;
            case SttEvent.Speaking speaking:
                WriteActivity("speaking", speaking.Probability, speaking.At, speaking.Channel, settings, json);
                return true;
            case SttEvent.SpeechEnded ended:
                WriteActivity("speech_end", ended.Probability, ended.At, ended.Channel, settings, json);
                return true;
            case SttEvent.Transcript { Text: var text }:
                json.WriteString("type", text.IsFinal ? "final" : "partial");
                json.WriteString("text", text.Text);
                SttJson.WriteWords(settings.Words ? text.Words : [], "start_time", "end_time", json);
                json.WriteNumber("utterance", text.Utterance);
                WriteChannel(text.Channel, settings, json);
                if (text.IsFinal)
                {
                    json.WriteNumber("confidence", Math.Round(text.Confidence, 3));
                    json.WriteNumber("latency_ms", Math.Round(text.LatencyMs, 1));
                }
                else
                {
                    SttJson.WriteStable(text, json);
                }

                SttJson.WriteSplit(text, json);
                SttJson.WriteRemarks(text, json);

                return true;
            default:
                return SttJson.WriteCommon(item, json);
        }
    }

    public void WriteError(ErrorShape shape, StreamException failure, Utf8JsonWriter json) => SttJson.WriteError(shape, failure, json);

    private static void WriteActivity(
        string name, float probability, double at, int channel, SttSessionSettings settings, Utf8JsonWriter json)
    {
        json.WriteString("type", "vad");
        json.WriteString("event", name);
        json.WriteNumber("probability", Math.Round(probability, 3));
        json.WriteNumber("time", Math.Round(at, 3));
        WriteChannel(channel, settings, json);
    }

    private static void WriteChannel(int channel, SttSessionSettings settings, Utf8JsonWriter json)
    {
        if (settings.Streams > 1)
        {
            json.WriteNumber("channel", channel);
        }
    }
}
