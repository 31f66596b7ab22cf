using System.Buffers;
using System.Text;
using System.Text.Json;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Uploads;
using StreamServer.Inference;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Admission;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Stt.Transcriptions;

/// <summary><c>POST /v1/audio/transcriptions</c> in OpenAI's shape: a recording of any length as a form.</summary>
internal static class TranscriptionEndpoint
{
    public static async Task HandleAsync(
        HttpContext context,
        SpeechToText speech,
        SttParameters parameters,
        UploadReader uploads,
        SttWireOptions options,
        CallDesk desk,
        TimeProvider time)
    {
        string caller = Caller.Of(context);
        speech.ThrowIfRefusing(caller);

        // The place is taken when the body has come: a slow one keeps nobody out.
        using UploadForm form = await uploads.ReadFormAsync(context, options.MaxUploadBytes);
        using SttLease lease = speech.Enter(caller);
        TranscriptionRequest request = TranscriptionRequest.Read(form, parameters);
        IgnoredMembers.Tell(context.Response, TranscriptionRequest.Ignored(form));
        context.Response.Headers["X-Model"] = speech.NameOf(request.Settings);
        using UploadedRecording recording =
            await UploadedRecording.OpenAsync(context, request.File, request.Settings, request.IsRaw, speech, desk, time);
        (RecordingListener call, IAsyncEnumerable<SttText> texts) = (recording.Listener, recording.HearAsync());
        await (request.Stream
            ? StreamAsync(context, call, texts, recording.Streams, options, time)
            : AnswerAsync(context, request, call, texts, recording.Streams, lease));
    }

    /// <summary>No model here translates: said in a way that OpenAI's SDKs can tell their user.</summary>
    public static Task Translate(HttpContext context) => throw new StreamException(
        StreamError.ClientBadRequest,
        "No model here translates: /v1/audio/transcriptions gives the words in the language that was spoken.",
        "model");

    private static async Task AnswerAsync(
        HttpContext context,
        TranscriptionRequest request,
        RecordingListener call,
        IAsyncEnumerable<SttText> heard,
        int channels,
        SttLease lease)
    {
        List<SttText> texts = [];
        await foreach (SttText text in heard)
        {
            texts.Add(text);
        }

        // Each channel has its own order.
        texts = [.. texts.OrderBy(text => text.Start)];

        // Whoever is slow to take his answer keeps nobody from being heard.
        lease.Dispose();

        string whole = string.Join(' ', texts.Select(text => text.Text));
        switch (request.Format)
        {
            case TranscriptionFormat.Json:
                await SendJsonAsync(context, json => TranscriptionJson.WritePlain(json, texts, whole, channels, call.Seconds));
                break;
            case TranscriptionFormat.VerboseJson:
                await SendJsonAsync(context, json => TranscriptionJson.WriteVerbose(
                    json, request, texts, whole, channels, call.Seconds));
                break;
            case TranscriptionFormat.Srt:
                await Results.Text(Subtitles.Srt(texts, channels > 1), "application/x-subrip", Encoding.UTF8).ExecuteAsync(context);
                break;
            case TranscriptionFormat.Vtt:
                await Results.Text(Subtitles.Vtt(texts, channels > 1), "text/vtt", Encoding.UTF8).ExecuteAsync(context);
                break;
            default:
                await Results.Text(PlainOf(texts, whole, channels), "text/plain", Encoding.UTF8).ExecuteAsync(context);
                break;
        }
    }

    /// <summary>One line, or one a channel.</summary>
    private static string PlainOf(List<SttText> texts, string whole, int channels) => channels == 1
        ? whole + "\n"
        : string.Concat(Enumerable.Range(0, channels).Select(channel =>
            $"[channel {channel}] {string.Join(' ', texts.Where(text => text.Channel == channel).Select(text => text.Text))}\n"));

    private static async Task StreamAsync(
        HttpContext context,
        RecordingListener call,
        IAsyncEnumerable<SttText> heard,
        int channels,
        SttWireOptions options,
        TimeProvider time)
    {
        StringBuilder whole = new();
        try
        {
            await foreach (SttText text in heard)
            {
                string delta = whole.Length == 0 ? text.Text : " " + text.Text;
                whole.Append(delta);
                await SendEventAsync(
                    context, json => TranscriptionJson.WriteDelta(json, delta, channels > 1 ? text.Channel : null), options, time);
            }

            await SendEventAsync(context, json => TranscriptionJson.WriteDone(json, whole.ToString(), call.Seconds), options, time);
        }
        catch (StreamException failure) when (context.Response.HasStarted)
        {
            await SendEventAsync(context, json => TranscriptionJson.WriteError(json, failure), options, time);
        }
    }

    private static async Task SendJsonAsync(HttpContext context, Action<Utf8JsonWriter> write)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        await using Utf8JsonWriter json = new(context.Response.BodyWriter);
        write(json);
    }

    private static async Task SendEventAsync(
        HttpContext context, Action<Utf8JsonWriter> write, SttWireOptions options, TimeProvider time)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = "text/event-stream";
            context.Response.Headers.CacheControl = "no-cache";
        }

        context.Response.BodyWriter.Write("data: "u8);
        ArrayBufferWriter<byte> message = new();
        using (Utf8JsonWriter json = new(message))
        {
            write(json);
        }

        context.Response.BodyWriter.Write(message.WrittenSpan);
        context.Response.BodyWriter.Write("\n\n"u8);
        try
        {
            await FlushAsync().WithinAsync(options.SendSeconds, time);
        }
        catch (TimeoutException)
        {
            context.Abort();
            throw new OperationCanceledException("The client takes nothing of the answer.", context.RequestAborted);
        }

        async ValueTask FlushAsync() => await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }
}
