using System.Text.Json;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Stt;
using StreamServer.Endpoints.Stt.Transcriptions;
using StreamServer.Endpoints.Uploads;
using StreamServer.Inference;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Admission;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.ElevenLabs;

/// <summary>ElevenLabs' <c>POST /v1/speech-to-text</c>.</summary>
internal static class ElevenLabsHearing
{
    private const string RawFormat = "pcm_s16le_16";

    private static readonly string[] Mapped =
        ["model_id", "file", "language_code", "timestamps_granularity", "file_format", "source_url", "cloud_storage_url", "keyterms"];

    public static async Task HearAsync(
        HttpContext context,
        SpeechToText speech,
        SttParameters parameters,
        UploadReader uploads,
        RemoteRecordings remote,
        SttWireOptions options,
        CallDesk desk,
        TimeProvider time)
    {
        string caller = Caller.Of(context);
        speech.ThrowIfRefusing(caller);
        using UploadForm form = await uploads.ReadFormAsync(context, options.MaxUploadBytes);
        using UploadFile? fetched = (form.Get("source_url") ?? form.Get("cloud_storage_url")) is { } url
            ? await remote.FetchAsync(url, caller, options.MaxUploadBytes, context.RequestAborted)
            : null;
        UploadFile file = fetched ?? form.File("file")
            ?? throw new StreamException(StreamError.ClientBadRequest, "The form has no file named 'file'.", "file");
        bool isRaw = form.Get("file_format") == RawFormat;
        SttSessionSettings settings = parameters.Read(name => name switch
        {
            "model" => form.Get("model_id") is { } model && !model.StartsWith("scribe", StringComparison.OrdinalIgnoreCase) ? model : null,
            "language" => form.Get("language_code") is { Length: > 0 } language ? ShortOf(language) : null,
            "hot_words" => form.Get("keyterms"),
            "encoding" => "pcm_s16le",
            "sample_rate" => isRaw ? "16000" : null,
            _ => null,
        }, context.RequestAborted);
        bool hasWords = form.Get("timestamps_granularity") is not "none";

        using SttLease lease = speech.Enter(caller);
        IgnoredMembers.Tell(context.Response, form.Names.Where(name => !Mapped.Contains(name, StringComparer.OrdinalIgnoreCase)));
        using UploadedRecording recording = await UploadedRecording.OpenAsync(context, file, settings, isRaw, speech, desk, time);
        List<SttText> texts = [];
        await foreach (SttText text in recording.HearAsync())
        {
            texts.Add(text);
        }

        lease.Dispose();
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers["X-Model"] = speech.NameOf(settings);
        await using Utf8JsonWriter json = new(context.Response.BodyWriter);
        Write(texts, hasWords, recording.Listener.Seconds, context.TraceIdentifier, json);
    }

    /// <summary>ISO 639-3 of the languages that models here have: ElevenLabs takes both.</summary>
    private static string ShortOf(string language) => language.ToLowerInvariant() switch
    {
        "eng" => "en",
        "fra" => "fr",
        "hin" => "hi",
        "tel" => "te",
        "zho" => "zh",
        "jpn" => "ja",
        "kor" => "ko",
        _ => language,
    };

    private static void Write(IReadOnlyList<SttText> texts, bool hasWords, double seconds, string id, Utf8JsonWriter json)
    {
        SttText? longest = texts.MaxBy(text => text.End - text.Start);
        json.WriteStartObject();
        json.WriteString("language_code", longest?.Language ?? "unknown");
        json.WriteNumber("language_probability", longest is { Languages.Count: > 0 } ? Math.Round(longest.Languages[0].Score, 4) : 0);
        json.WriteString("text", string.Join(' ', texts.Select(text => text.Text)));
        json.WriteStartArray("words");
        SttWord? before = null;
        foreach (SttWord word in hasWords ? texts.SelectMany(text => text.Words) : [])
        {
            if (before is { } last && !word.Glued)
            {
                WriteWord(" ", last.End, word.Start, "spacing", 1, json);
            }

            WriteWord(word.Text, word.Start, word.End, "word", word.Confidence, json);
            before = word;
        }

        json.WriteEndArray();
        json.WriteString("transcription_id", id);
        json.WriteNumber("audio_duration_secs", Math.Round(seconds, 3));
        json.WriteEndObject();
    }

    private static void WriteWord(string text, double start, double end, string type, float confidence, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("text", text);
        json.WriteNumber("start", Math.Round(start, 3));
        json.WriteNumber("end", Math.Round(Math.Max(start, end), 3));
        json.WriteString("type", type);
        json.WriteNumber("logprob", Math.Round(Math.Log(Math.Max(confidence, 1e-6)), 4));
        json.WriteEndObject();
    }
}
