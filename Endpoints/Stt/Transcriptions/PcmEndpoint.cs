using StreamServer.Auth.Calls;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Uploads;
using StreamServer.Inference;
using StreamServer.Inference.Audio.Files;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Admission;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Stt.Transcriptions;

/// <summary><c>POST /transcribe_pcm</c>: raw samples in, one text out.</summary>
internal static class PcmEndpoint
{
    public static async Task<IResult> HandleAsync(
        HttpContext context,
        SpeechToText speech,
        SttParameters parameters,
        UploadReader uploads,
        SttWireOptions options,
        CallDesk desk,
        TimeProvider time,
        ILogger<RecordingListener> log)
    {
        string caller = Caller.Of(context);
        speech.ThrowIfRefusing(caller);
        SttParameters.CheckNames(context.Request.Query.Keys, "dtype");
        string? rate = Said(context, "X-Sample-Rate", "sample_rate");
        string? channels = Said(context, "X-Channels", "channels");
        string? encoding = EncodingOf(context);
        SttSessionSettings settings = parameters.Read(name => name switch
        {
            "sample_rate" => rate,
            "channels" => channels,
            "encoding" => encoding,
            _ => context.Request.Query.Get(name),
        }, context.RequestAborted);

        // The place is taken when the body has come: a slow one keeps nobody out.
        using UploadFile body = await uploads.ReadBodyAsync(context, options.MaxUploadBytes);
        using SttLease lease = speech.Enter(caller);
        bool hasContainer = await ParseGate.RunAsync(
            () => UndescribedPcm.Check(body.Open(), settings, rate is not null, channels is not null), context.RequestAborted);
        HearingMeter meter = desk.TermsOf(context).MeasureHearing(speech.NameOf(settings));
        await meter.StartAsync(hasContainer ? null : RawLength.Of(settings, body.Length), context.RequestAborted);
        List<string> texts = [];
        RecordingListener call = new(speech, settings, meter, CallMark.Of(context), time, log);
        await foreach (SttText text in call.HearAsync(BodyAudio.ReadAsync(body.Open()), context.RequestAborted))
        {
            texts.Add(text.Text);
        }

        return Results.Json(new PcmAnswer(string.Join(' ', texts)), PcmJson.Default.PcmAnswer);
    }

    private static string? EncodingOf(HttpContext context)
    {
        string? type = Said(context, "X-Dtype", "dtype")?.ToLowerInvariant();
        return type switch
        {
            null => context.Request.Query.Get("encoding"),
            "int16" => "pcm_s16le",
            "float32" => "pcm_f32le",
            _ => throw new StreamException(
                StreamError.ClientBadRequest, $"X-Dtype='{Quote.Short(type)}' is not allowed: give int16 or float32.", "X-Dtype"),
        };
    }

    /// <summary>What a header or the query says; both may, when they say the same.</summary>
    private static string? Said(HttpContext context, string header, string name)
    {
        string? said = context.Request.Headers.TryGetValue(header, out var values) ? NoneIfEmpty(values.ToString()) : null;
        string? asked = NoneIfEmpty(context.Request.Query.Get(name));
        return said is null || asked is null || said.Equals(asked, StringComparison.OrdinalIgnoreCase)
            ? said ?? asked
            : throw new StreamException(
                StreamError.ClientBadRequest, $"{header} says '{Quote.Short(said)}', and {name} '{Quote.Short(asked)}': give one.", name);
    }

    private static string? NoneIfEmpty(string? text) => text?.Trim() is { Length: > 0 } value ? value : null;
}
