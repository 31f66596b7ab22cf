using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Uploads;
using StreamServer.Inference;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Endpoints.Stt.Transcriptions;

/// <summary>The form of <c>POST /v1/audio/transcriptions</c>, validated.</summary>
/// <param name="File">The recording.</param>
/// <param name="Settings">How to hear it.</param>
/// <param name="IsRaw">The file is samples without a container, in the settings' encoding.</param>
/// <param name="Format">Shape of the answer.</param>
/// <param name="Words">Whether the answer lists the words.</param>
/// <param name="Segments">Whether the answer lists the segments.</param>
/// <param name="Stream">Answer as server-sent events while the recording is heard.</param>
internal sealed record TranscriptionRequest(
    UploadFile File, SttSessionSettings Settings, bool IsRaw, TranscriptionFormat Format, bool Words, bool Segments, bool Stream)
{
    private static readonly Dictionary<string, TranscriptionFormat> Formats = new(StringComparer.OrdinalIgnoreCase)
    {
        ["json"] = TranscriptionFormat.Json,
        ["text"] = TranscriptionFormat.Text,
        ["verbose_json"] = TranscriptionFormat.VerboseJson,
        ["srt"] = TranscriptionFormat.Srt,
        ["vtt"] = TranscriptionFormat.Vtt,
    };

    private static readonly string[] Own =
        ["file", "response_format", "timestamp_granularities[]", "timestamp_granularities", "stream"];

    /// <exception cref="StreamException">
    /// <see cref="StreamError.ClientBadRequest"/> or <see cref="StreamError.NotFound"/> (model): names the member.
    /// </exception>
    public static TranscriptionRequest Read(UploadForm form, SttParameters parameters)
    {
        UploadFile file = form.File("file")
            ?? throw new StreamException(StreamError.ClientBadRequest, "The form has no file named 'file'.", "file");
        bool isRaw = Value(form, "encoding") is not null;
        SttSessionSettings settings = parameters.Read(name => name switch
        {
            "model" => ModelOf(form.Get("model")),
            "sample_rate" or "channels" => isRaw ? form.Get(name) : null,
            _ => form.Get(name),
        });
        string format = Value(form, "response_format") ?? "json";
        string[] granularities =
        [
            .. form.All("timestamp_granularities[]").Concat(form.All("timestamp_granularities"))
                .Select(value => value.Trim().ToLowerInvariant()).Where(value => value.Length > 0),
        ];
        foreach (string granularity in granularities)
        {
            if (granularity is not ("word" or "segment"))
            {
                throw new StreamException(
                    StreamError.ClientBadRequest,
                    $"timestamp_granularities[]='{Quote.Short(granularity)}' is not allowed: give word or segment.",
                    "timestamp_granularities[]");
            }
        }

        bool isStreamed = Value(form, "stream")?.ToLowerInvariant() switch
        {
            null or "false" or "0" => false,
            "true" or "1" => true,
            var other => throw new StreamException(
                StreamError.ClientBadRequest, $"stream='{Quote.Short(other)}' is not allowed: give true or false.", "stream"),
        };
        if (isStreamed && Formats.TryGetValue(format, out TranscriptionFormat streamed) && streamed != TranscriptionFormat.Json)
        {
            throw new StreamException(
                StreamError.ClientBadRequest,
                $"response_format='{Quote.Short(format)}' cannot be streamed: give json, or stream=false.",
                "response_format");
        }

        return new TranscriptionRequest(
            file,
            settings,
            isRaw,
            Formats.TryGetValue(format, out TranscriptionFormat known)
                ? known
                : throw new StreamException(
                    StreamError.ClientBadRequest,
                    format == "diarized_json"
                        ? "response_format='diarized_json' needs a model that tells speakers apart; none is here. "
                            + $"Give {string.Join(", ", Formats.Keys)}."
                        : $"response_format='{Quote.Short(format)}' is not allowed: give {string.Join(", ", Formats.Keys)}.",
                    "response_format"),
            Words: granularities.Contains("word"),
            Segments: granularities.Length == 0 || granularities.Contains("segment"),
            Stream: isStreamed);
    }

    private static string? Value(UploadForm form, string name) => form.Get(name)?.Trim() is { Length: > 0 } value ? value : null;

    /// <summary>Fields that have no meaning here: other servers of this API know them.</summary>
    public static IEnumerable<string> Ignored(UploadForm form) =>
        form.Names.Where(name => !SttParameters.Knows(name) && !Own.Contains(name, StringComparer.OrdinalIgnoreCase));

    /// <summary>OpenAI's own model names stand for the server's: their SDKs must send one.</summary>
    private static string? ModelOf(string? name) => name is not null && OpenAiModels.IsHearing(name) ? null : name;
}
