using System.Globalization;
using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Stt;
using StreamServer.Endpoints.Stt.Protocols;
using StreamServer.Inference;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Deepgram;

/// <summary>Deepgram's socket <c>/v1/listen</c>. One a connection.</summary>
/// <param name="id">The request's.</param>
/// <param name="model">That listens.</param>
/// <param name="query">What the client asked for.</param>
/// <param name="time">Clock.</param>
internal sealed class DeepgramProtocol(string id, string model, DeepgramListenQuery query, TimeProvider time) : ISttProtocol
{
    private readonly DateTimeOffset _created = time.GetUtcNow();
    private readonly Lock _gate = new();

    // Guarded by the gate.
    private (int Channel, double End)? _lastWord;
    private double? _speech; // when the speech that is being heard began

    public bool TakesBinary => true;

    public bool SendsReady => false;

    public ReplyRule Replies => ReplyRule.None;

    public SttSessionSettings Adapt(SttSessionSettings settings) => settings;

    public SttMessage Read(JsonElement root) =>
        (root.TryGetProperty("type", out JsonElement type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null) switch
        {
            "KeepAlive" => new SttMessage.KeepAlive(),
            "Finalize" => new SttMessage.Final(),
            "CloseStream" => new SttMessage.Close(),
            _ => throw SttCommands.Bad("type must be one of KeepAlive, Finalize, CloseStream."),
        };

    public SttEvent? DueAt(double audioSeconds)
    {
        lock (_gate)
        {
            if (_lastWord is not { } word || query.UtteranceEnd is not { } silence || audioSeconds < word.End + silence
                || _speech < word.End + silence)
            {
                return null;
            }

            _lastWord = null;
            return new UtteranceEnd(word.Channel, word.End);
        }
    }

    public bool Write(SttEvent item, SttSessionSettings settings, Utf8JsonWriter json)
    {
        Follow(item);
        switch (item)
        {
            case SttEvent.SpeechStarted started when query.TellsSpeech:
                json.WriteString("type", "SpeechStarted");
                WriteChannel("channel", started.Channel, settings, json);
                json.WriteNumber("timestamp", Math.Round(started.At, 3));
                return true;
            case UtteranceEnd end:
                json.WriteString("type", "UtteranceEnd");
                WriteChannel("channel", end.Channel, settings, json);
                json.WriteNumber("last_word_end", Math.Round(end.LastWordEnd, 3));
                return true;
            case SttEvent.Transcript { Text: var text }:
                WriteResults(text, settings, json);
                return true;
            case SttEvent.Warning warning:
                json.WriteString("type", "Warning");
                json.WriteString("code", warning.Code);
                json.WriteString("description", warning.Message);
                return true;
            case SttEvent.Summary { Totals: var totals }:
                json.WriteString("type", "Metadata");
                WriteMetadata(totals, settings, json);
                return true;
            default:
                return false;
        }
    }

    public void WriteError(ErrorShape shape, StreamException failure, Utf8JsonWriter json)
    {
        json.WriteString("type", "Error");
        json.WriteString("variant", shape.Code);
        json.WriteString("description", Errors.Detail(failure, shape));
        json.WriteString("message", Errors.Detail(failure, shape));
        json.WriteString("request_id", id);
    }

    private static void WriteChannel(string name, int channel, SttSessionSettings settings, Utf8JsonWriter json)
    {
        json.WriteStartArray(name);
        json.WriteNumberValue(channel);
        json.WriteNumberValue(settings.Streams);
        json.WriteEndArray();
    }

    private void Follow(SttEvent item)
    {
        lock (_gate)
        {
            switch (item)
            {
                case SttEvent.SpeechStarted started:
                    _speech = started.At;
                    break;
                case SttEvent.SpeechEnded:
                    _speech = null;
                    break;
                case SttEvent.Transcript { Text: { IsFinal: true, Words: { Count: > 0 } words, Channel: var channel } }:
                    _lastWord = (channel, words[^1].End);
                    break;
            }
        }
    }

    private void WriteResults(SttText text, SttSessionSettings settings, Utf8JsonWriter json)
    {
        json.WriteString("type", "Results");
        WriteChannel("channel_index", text.Channel, settings, json);
        json.WriteNumber("duration", Math.Round(text.End - text.Start, 3));
        json.WriteNumber("start", Math.Round(text.Start, 3));
        json.WriteBoolean("is_final", text.IsFinal);
        json.WriteBoolean("speech_final", text.IsFinal);
        json.WriteBoolean("from_finalize", text is { IsFinal: true, Forced: true });
        json.WriteStartObject("channel");
        json.WriteStartArray("alternatives");
        json.WriteStartObject();
        DeepgramResults.WriteAlternative([text], json);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("metadata");
        json.WriteString("request_id", id);
        json.WriteStartObject("model_info");
        DeepgramResults.WriteModel(text.Model.Length > 0 ? text.Model : model, json);
        json.WriteEndObject();
        json.WriteString("model_uuid", text.Model.Length > 0 ? text.Model : model);
        json.WriteEndObject();
    }

    private void WriteMetadata(SttSummary totals, SttSessionSettings settings, Utf8JsonWriter json)
    {
        json.WriteString("transaction_key", "deprecated");
        json.WriteString("request_id", id);
        json.WriteString("sha256", "");
        json.WriteString("created", _created.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        json.WriteNumber("duration", Math.Round(totals.AudioSeconds, 3));
        json.WriteNumber("channels", settings.Channels);
        json.WriteStartArray("models");
        json.WriteStringValue(model);
        json.WriteEndArray();
        json.WriteStartArray("ignored");
        foreach (string name in query.Ignored)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }
}
