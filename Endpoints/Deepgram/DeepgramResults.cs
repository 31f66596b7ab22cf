using System.Text.Json;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Deepgram;

/// <summary>Members that Deepgram's socket and its recordings write alike.</summary>
internal static class DeepgramResults
{
    /// <summary>The members of one alternative, into an open object.</summary>
    public static void WriteAlternative(IReadOnlyList<SttText> texts, Utf8JsonWriter json)
    {
        json.WriteString("transcript", string.Join(' ', texts.Where(text => text.Text.Length > 0).Select(text => text.Text)));
        json.WriteNumber("confidence", Math.Round(Confidence(texts), 4));
        json.WriteStartArray("languages");
        foreach (string language in texts.Select(text => text.Language).Where(language => language != "unknown").Distinct())
        {
            json.WriteStringValue(language);
        }

        json.WriteEndArray();
        WriteWords(texts, json);
    }

    public static void WriteWords(IReadOnlyList<SttText> texts, Utf8JsonWriter json)
    {
        json.WriteStartArray("words");
        foreach (SttText text in texts)
        {
            foreach (SttWord word in text.Words)
            {
                json.WriteStartObject();
                json.WriteString("word", Bare(word.Text));
                json.WriteNumber("start", Math.Round(word.Start, 3));
                json.WriteNumber("end", Math.Round(word.End, 3));
                json.WriteNumber("confidence", Math.Round(word.Confidence, 4));
                json.WriteString("punctuated_word", word.Text);
                if (text.Language != "unknown")
                {
                    json.WriteString("language", text.Language);
                }

                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }

    /// <summary>Mean over the time that was spoken.</summary>
    public static double Confidence(IReadOnlyList<SttText> texts)
    {
        double seconds = texts.Sum(text => text.End - text.Start);
        return seconds <= 0 ? 0 : texts.Sum(text => text.Confidence * (text.End - text.Start)) / seconds;
    }

    /// <summary><c>model_info</c>: one loaded model, which has no number.</summary>
    public static void WriteModel(string model, Utf8JsonWriter json)
    {
        json.WriteString("name", model);
        json.WriteString("version", "1");
        json.WriteString("arch", model);
    }

    private static string Bare(string word) => word.Trim('.', ',', '?', '!', ';', ':', '।').ToLowerInvariant();
}
