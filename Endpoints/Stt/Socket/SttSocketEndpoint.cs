using System.Net.WebSockets;
using StreamServer.Auth.Calls;
using StreamServer.Auth.Usage;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Sockets;
using StreamServer.Endpoints.Stt.Meetings;
using StreamServer.Endpoints.Stt.Protocols;
using StreamServer.Inference;
using StreamServer.Inference.Stt.Admission;
using StreamServer.Inference.Stt.Meetings;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Endpoints.Stt.Socket;

/// <summary>
/// Sockets of speech to text, and what meetings of them said. Parameters and capacity are decided before the upgrade, where an HTTP
/// status is still possible.
/// </summary>
internal static class SttSocketEndpoint
{
    private const int MaxNameLength = 100;

    public static void MapSttSockets(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("").WithTags("Speech to text");
        group.MapGet("/ws/stt", (HttpContext context, SttSocketServices services) =>
            RunSocketAsync(context, SttProtocols.Transcript, services))
            .CountAs(UsageKind.Stt)
            .WithSummary("WebSocket: binary audio in, transcripts out (docs/protocol-stt.md).");
        group.MapGet("/ws/stt/{user_id}", (HttpContext context, SttSocketServices services) =>
            RunSocketAsync(context, SttProtocols.Events, services))
            .CountAs(UsageKind.Stt)
            .WithSummary("WebSocket: binary audio in, voice activity, partials and finals out (docs/protocol-stt.md).");
        group.MapMeetings();
    }

    private static async Task<IResult> RunSocketAsync(HttpContext context, ISttProtocol protocol, SttSocketServices services)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            throw new StreamException(StreamError.ClientBadRequest, "This address is a WebSocket: send an upgrade request.");
        }

        using SttLease lease = services.Speech.Enter(Caller.Of(context));
        SttParameters.CheckNames(context.Request.Query.Keys, "meeting", "participant", "api_key", "token", CaptureStamp.Name);
        SttSessionSettings settings = services.Parameters.Read(context.Request.Query.Get, context.RequestAborted) with
        {
            CapturedAt = CaptureStamp.Read(context.Request.Query.Get(CaptureStamp.Name), services.Time.GetUtcNow()),
        };
        using MeetingSeat? seat = TakeSeat(context, services.Meetings);
        await ListenAsync(context, $"stt_{Guid.NewGuid():N}", protocol, settings, seat, services);
        return Results.Empty;
    }

    /// <summary>Opens the socket of a request that was let in, in any dialect, and runs it to its end.</summary>
    /// <param name="context">An upgrade request that holds a place.</param>
    /// <param name="id">Name of the connection in the log and on the wire.</param>
    /// <param name="protocol">The dialect.</param>
    /// <param name="settings">Validated.</param>
    /// <param name="seat">Place in a meeting, if any.</param>
    /// <param name="services">Shared parts.</param>
    /// <exception cref="StreamException">Before the upgrade.</exception>
    public static async Task ListenAsync(
        HttpContext context,
        string id,
        ISttProtocol protocol,
        SttSessionSettings settings,
        MeetingSeat? seat,
        SttSocketServices services)
    {
        CallTerms terms = await services.Desk.TermsOfSocketAsync(context, id);
        HearingMeter meter = terms.MeasureHearing(services.Speech.NameOf(settings));
        await meter.StartAsync(null, context.RequestAborted);
        try
        {
            using WebSocket socket = await context.AcceptSocketAsync();
            Connection connection = new(socket, id, services.Wire.Limits, services.Time, services.Log, context.RequestAborted);
            SttSocket stream = new(connection, protocol, settings, seat, meter, terms.Quotas, CallMark.Of(context), services);
            using IDisposable? watch = terms.Watch(cause => connection.Finish(ConnectionEnd.Of(cause)));
            using IDisposable registration = services.Streams.Register(stream);
            await stream.RunConnectionAsync();
        }
        finally
        {
            // The socket ends it by itself, unless the upgrade failed.
            await meter.EndAsync(UsageOutcome.Cancelled);
        }
    }

    private static MeetingSeat? TakeSeat(HttpContext context, MeetingTranscripts meetings)
    {
        string? named = context.Request.Query.Get("participant");
        if (context.Request.Query.Get("meeting") is not { } meeting)
        {
            return named is null
                ? null
                : throw new StreamException(StreamError.ClientBadRequest, "participant goes with meeting, which is missing.", "meeting");
        }

        string participant = named ?? context.GetRouteValue("user_id")?.ToString() ?? "";
        Check("meeting", meeting);
        Check("participant", participant);
        return meetings.Join(MeetingEndpoint.NameOf(context, meeting), participant);

        static void Check(string name, string value)
        {
            if (value.Length is 0 or > MaxNameLength || value.Any(char.IsControl))
            {
                throw new StreamException(
                    StreamError.ClientBadRequest, $"{name} is 1 to {MaxNameLength} characters without control characters.", name);
            }
        }
    }
}
