using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Stt.Transcriptions;

/// <summary>Answers in OpenAI's shapes.</summary>
internal static class TranscriptionJson
{
    /// <summary><c>json</c>.</summary>
    /// <param name="json">Empty.</param>
    /// <param name="texts">In order of time.</param>
    /// <param name="text">All of them.</param>
    /// <param name="channels">Channels that were heard by themselves; 1 when they were mixed.</param>
    /// <param name="seconds">Of audio.</param>
    public static void WritePlain(Utf8JsonWriter json, IReadOnlyList<SttText> texts, string text, int channels, double seconds)
    {
        json.WriteStartObject();
        json.WriteString("text", text);
        WriteChannels(json, texts, channels);
        WriteUsage(json, seconds);
        json.WriteEndObject();
    }

    /// <summary><c>verbose_json</c>.</summary>
    public static void WriteVerbose(
        Utf8JsonWriter json, TranscriptionRequest request, IReadOnlyList<SttText> texts, string text, int channels, double seconds)
    {
        json.WriteStartObject();
        json.WriteString("task", "transcribe");
        json.WriteString("language", LanguageOf(texts));
        json.WriteNumber("duration", Math.Round(seconds, 3));
        json.WriteString("text", text);
        WriteChannels(json, texts, channels);
        if (request.Segments)
        {
            WriteSegments(json, CueCutter.Cut(texts), channels > 1);
        }

        if (request.Words)
        {
            WriteWords(json, texts, channels > 1);
        }

        WriteUsage(json, seconds);
        json.WriteEndObject();
    }

    /// <summary><c>transcript.text.delta</c>.</summary>
    /// <param name="json">Empty.</param>
    /// <param name="delta">New text.</param>
    /// <param name="channel">Channel that it is of; null when they were mixed.</param>
    public static void WriteDelta(Utf8JsonWriter json, string delta, int? channel)
    {
        json.WriteStartObject();
        json.WriteString("type", "transcript.text.delta");
        json.WriteString("delta", delta);
        if (channel is { } number)
        {
            json.WriteNumber("channel", number);
        }

        json.WriteEndObject();
    }

    /// <summary><c>transcript.text.done</c>.</summary>
    public static void WriteDone(Utf8JsonWriter json, string text, double seconds)
    {
        json.WriteStartObject();
        json.WriteString("type", "transcript.text.done");
        json.WriteString("text", text);
        WriteUsage(json, seconds);
        json.WriteEndObject();
    }

    /// <summary>A failure after the first event, when there is no status to tell it by.</summary>
    public static void WriteError(Utf8JsonWriter json, StreamException failure)
    {
        json.WriteStartObject();
        json.WriteString("type", "error");
        json.WriteStartObject("error");
        json.WriteString("code", Errors.Of(failure.Error).Code);
        json.WriteString("message", Errors.Detail(failure, Errors.Of(failure.Error)));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>What each channel said; nothing where they were mixed.</summary>
    private static void WriteChannels(Utf8JsonWriter json, IReadOnlyList<SttText> texts, int channels)
    {
        if (channels == 1)
        {
            return;
        }

        json.WriteStartArray("channels");
        for (int channel = 0; channel < channels; channel++)
        {
            json.WriteStartObject();
            json.WriteNumber("channel", channel);
            json.WriteString("text", string.Join(' ', texts.Where(text => text.Channel == channel).Select(text => text.Text)));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSegments(Utf8JsonWriter json, IReadOnlyList<Cue> cues, bool tellsChannel)
    {
        json.WriteStartArray("segments");
        for (int i = 0; i < cues.Count; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("id", i);

            // Whisper counts its windows in frames of 10 ms.
            json.WriteNumber("seek", (int)(cues[i].Utterance.Start * 100));
            json.WriteNumber("start", Math.Round(cues[i].Start, 3));
            json.WriteNumber("end", Math.Round(cues[i].End, 3));
            json.WriteString("text", cues[i].Text);
            json.WriteStartArray("tokens");
            json.WriteEndArray();
            json.WriteNumber("temperature", 0);
            json.WriteNumber("avg_logprob", Math.Round(Math.Log(Math.Max(cues[i].Confidence, 1e-6)), 4));
            json.WriteNumber("compression_ratio", Math.Round(CompressionRatio(cues[i].Text), 3));
            json.WriteNumber("no_speech_prob", Math.Round(cues[i].Utterance.NoSpeech, 4));
            if (tellsChannel)
            {
                json.WriteNumber("channel", cues[i].Utterance.Channel);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteWords(Utf8JsonWriter json, IReadOnlyList<SttText> texts, bool tellsChannel)
    {
        json.WriteStartArray("words");
        foreach ((SttWord word, int channel) in texts
            .SelectMany(text => text.Words.Select(word => (Word: word, text.Channel))).OrderBy(pair => pair.Word.Start))
        {
            json.WriteStartObject();
            json.WriteString("word", word.Text);
            json.WriteNumber("start", Math.Round(word.Start, 3));
            json.WriteNumber("end", Math.Round(word.End, 3));
            if (tellsChannel)
            {
                json.WriteNumber("channel", channel);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteUsage(Utf8JsonWriter json, double seconds)
    {
        json.WriteStartObject("usage");
        json.WriteString("type", "duration");
        json.WriteNumber("seconds", (int)Math.Ceiling(seconds));
        json.WriteEndObject();
    }

    /// <summary>English name of the language that most of the time was spoken in, as OpenAI writes it.</summary>
    private static string LanguageOf(IReadOnlyList<SttText> texts)
    {
        string code = texts.GroupBy(text => text.Language).OrderByDescending(group => group.Sum(text => text.End - text.Start))
            .FirstOrDefault()?.Key ?? "unknown";
        return code == "unknown" ? code : CultureInfo.GetCultureInfo(code).EnglishName.ToLowerInvariant();
    }

    /// <summary>
    /// Whisper's measure of text that runs in circles: UTF-8 bytes over their zlib size (openai/whisper <c>utils.py</c>).
    /// </summary>
    private static double CompressionRatio(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        using MemoryStream packed = new();
        using (ZLibStream zlib = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(bytes);
        }

        return bytes.Length / (double)packed.Length;
    }
}
