using System.Net.WebSockets;
using StreamServer.Endpoints.Stt.Protocols;
using StreamServer.Inference;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Sessions;

namespace StreamServer.Endpoints.Stt;

/// <summary>Routes of speech to text. Parameters and capacity are decided before the upgrade, where an HTTP status is still possible.</summary>
internal static class SttEndpoint
{
    public static IServiceCollection AddSttEndpoints(this IServiceCollection services) => services
        .AddSingleton<SttParameters>()
        .AddSingleton<SttSocketServices>();

    public static void MapStt(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("").WithTags("Speech to text");
        group.MapGet("/ws/stt", (HttpContext context, SttSocketServices services, LiveStreams streams) =>
                RunSocketAsync(context, SttProtocols.Transcript, services, streams))
            .WithSummary("WebSocket: binary audio in, transcripts out (docs/protocol-stt.md).");
        group.MapGet("/ws/stt/{user_id}", (HttpContext context, SttSocketServices services, LiveStreams streams) =>
                RunSocketAsync(context, SttProtocols.Events, services, streams))
            .WithSummary("WebSocket: binary audio in, voice activity, partials and finals out (docs/protocol-stt.md).");
    }

    private static async Task<IResult> RunSocketAsync(
        HttpContext context, ISttProtocol protocol, SttSocketServices services, LiveStreams streams)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            throw new StreamException(StreamError.ClientBadRequest, "This address is a WebSocket: send an upgrade request.");
        }

        using SttLease lease = services.Speech.Enter();
        IQueryCollection query = context.Request.Query;
        SttSessionSettings settings = services.Parameters.Read(name => query.TryGetValue(name, out var value) ? value.ToString() : null);
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        SttSocket stream = new(socket, $"stt_{Guid.NewGuid():N}", protocol, settings, services, context.RequestAborted);
        using IDisposable registration = streams.Register(stream);
        await stream.RunAsync();
        return Results.Empty;
    }
}
