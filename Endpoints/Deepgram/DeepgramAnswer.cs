using System.Globalization;
using System.Text.Json;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Deepgram;

/// <summary>The answer to a recording, in Deepgram's shape.</summary>
/// <param name="Id">The request's.</param>
/// <param name="Model">That listened.</param>
/// <param name="Query">What was asked for.</param>
/// <param name="Seconds">Of audio.</param>
/// <param name="Created">When it was answered.</param>
internal sealed record DeepgramAnswer(string Id, string Model, DeepgramListenQuery Query, double Seconds, DateTimeOffset Created)
{
    /// <param name="texts">Utterances of all channels.</param>
    /// <param name="sha256">Of the body, in hexadecimal digits.</param>
    /// <param name="json">Receives one object.</param>
    public void Write(IReadOnlyList<SttText> texts, string sha256, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteStartObject("metadata");
        json.WriteString("transaction_key", "deprecated");
        json.WriteString("request_id", Id);
        json.WriteString("sha256", sha256);
        json.WriteString("created", Created.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        json.WriteNumber("duration", Math.Round(Seconds, 3));
        json.WriteNumber("channels", Query.Settings.Streams);
        json.WriteStartArray("models");
        json.WriteStringValue(Model);
        json.WriteEndArray();
        json.WriteStartObject("model_info");
        json.WriteStartObject(Model);
        DeepgramResults.WriteModel(Model, json);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteStartArray("ignored");
        foreach (string name in Query.Ignored)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteStartObject("results");
        WriteChannels(texts, json);
        if (Query.ListsUtterances)
        {
            WriteUtterances(texts, json);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteChannels(IReadOnlyList<SttText> texts, Utf8JsonWriter json)
    {
        json.WriteStartArray("channels");
        for (int channel = 0; channel < Query.Settings.Streams; channel++)
        {
            SttText[] own = [.. texts.Where(text => text.Channel == channel)];
            json.WriteStartObject();
            json.WriteStartArray("alternatives");
            json.WriteStartObject();
            DeepgramResults.WriteAlternative(own, json);
            json.WriteEndObject();
            json.WriteEndArray();
            if (Query.DetectsLanguage)
            {
                json.WriteString("detected_language", own.Length > 0 ? own[0].Language : "unknown");
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteUtterances(IReadOnlyList<SttText> texts, Utf8JsonWriter json)
    {
        json.WriteStartArray("utterances");
        foreach (SttText text in texts)
        {
            json.WriteStartObject();
            json.WriteNumber("start", Math.Round(text.Start, 3));
            json.WriteNumber("end", Math.Round(text.End, 3));
            json.WriteNumber("confidence", Math.Round(text.Confidence, 4));
            json.WriteNumber("channel", text.Channel);
            json.WriteString("transcript", text.Text);
            DeepgramResults.WriteWords([text], json);
            json.WriteString("id", $"{Id}-{text.Channel}-{text.Utterance}");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
