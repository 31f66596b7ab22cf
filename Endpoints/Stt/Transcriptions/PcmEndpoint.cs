using StreamServer.Auth.Calls;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Uploads;
using StreamServer.Inference;
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
        SttSessionSettings settings = parameters.Read(name => name switch
        {
            "sample_rate" => Header(context, "X-Sample-Rate"),
            "channels" => Header(context, "X-Channels"),
            "encoding" => Header(context, "X-Dtype") switch
            {
                null or "int16" => "pcm_s16le",
                "float32" => "pcm_f32le",
                var other => throw new StreamException(
                    StreamError.ClientBadRequest, $"X-Dtype='{other}' is not allowed: give int16 or float32.", "X-Dtype"),
            },
            _ => context.Request.Query.Get(name),
        }, context.RequestAborted);

        // The place is taken when the body has come: a slow one keeps nobody out.
        using UploadFile body = await uploads.ReadBodyAsync(context, options.MaxUploadBytes);
        using SttLease lease = speech.Enter(caller);
        HearingMeter meter = desk.TermsOf(context).MeasureHearing(speech.NameOf(settings));
        await meter.StartAsync(RawLength.Of(settings, body.Length), context.RequestAborted);
        List<string> texts = [];
        RecordingListener call = new(speech, settings, meter, CallMark.Of(context), time, log);
        await foreach (SttText text in call.HearAsync(BodyAudio.ReadAsync(body.Open()), context.RequestAborted))
        {
            texts.Add(text.Text);
        }

        return Results.Json(new PcmAnswer(string.Join(' ', texts)), PcmJson.Default.PcmAnswer);
    }

    private static string? Header(HttpContext context, string name) =>
        context.Request.Headers.TryGetValue(name, out var values) ? values.ToString() : null;
}
