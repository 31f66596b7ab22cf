using System.Text.Json;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Sockets;
using StreamServer.Endpoints.Stt;
using StreamServer.Endpoints.Stt.Socket;
using StreamServer.Endpoints.Stt.Transcriptions;
using StreamServer.Endpoints.Uploads;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Admission;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Deepgram;

/// <summary>Deepgram's <c>/v1/listen</c>: a socket, or a recording in one request.</summary>
internal static class DeepgramListen
{
    public static async Task<IResult> ListenAsync(HttpContext context, SttSocketServices services)
    {
        SocketRequest.Require(context);

        using SttLease lease = services.Speech.Enter(Caller.Of(context));
        DeepgramListenQuery query = DeepgramListenQuery.Read(
            context.Request.Query, isSocket: true, services.Parameters, services.Speech, context.RequestAborted);
        string id = Guid.NewGuid().ToString();
        context.Response.Headers["dg-request-id"] = id;
        DeepgramProtocol protocol = new(id, services.Speech.NameOf(query.Settings), query, services.Time);
        await SttSocketEndpoint.ListenAsync(context, id, protocol, query.Settings, null, services);
        return Results.Empty;
    }

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
        DeepgramListenQuery query =
            DeepgramListenQuery.Read(context.Request.Query, isSocket: false, parameters, speech, context.RequestAborted);
        using UploadFile body = context.Request.HasJsonContentType()
            ? await FetchAsync(context, remote, options)
            : await uploads.ReadBodyAsync(context, options.MaxUploadBytes);
        using SttLease lease = speech.Enter(caller);
        using UploadedRecording recording =
            await UploadedRecording.OpenAsync(context, body, query.Settings, query.IsRaw, speech, desk, time);
        List<SttText> texts = [];
        await foreach (SttText text in recording.HearAsync())
        {
            texts.Add(text);
        }

        lease.Dispose();
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers["dg-request-id"] = context.TraceIdentifier;
        await using Utf8JsonWriter json = new(context.Response.BodyWriter);
        DeepgramAnswer answer = new(
            context.TraceIdentifier, speech.NameOf(query.Settings), query, recording.Listener.Seconds, time.GetUtcNow());
        answer.Write(texts, await BodyHash.OfAsync(body, context.RequestAborted), json);
    }

    private static async Task<UploadFile> FetchAsync(HttpContext context, RemoteRecordings remote, SttWireOptions options)
    {
        using JsonDocument document = await JsonBody.ReadAsync(context);
        JsonMembers members = new(document.RootElement);
        string? url = members.String("url");
        if (url is null)
        {
            members.Add("url", "is required in a body of JSON");
        }

        members.ThrowIfWrong();
        return await remote.FetchAsync(url!, Caller.Of(context), options.MaxUploadBytes, context.RequestAborted);
    }
}
