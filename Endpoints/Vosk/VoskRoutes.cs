using StreamServer.Auth.Keys;
using StreamServer.Auth.Usage;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Sockets;
using StreamServer.Endpoints.Stt;
using StreamServer.Endpoints.Stt.Socket;
using StreamServer.Inference.Stt.Admission;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Endpoints.Vosk;

/// <summary>The socket of vosk-server's clients.</summary>
internal static class VoskRoutes
{
    /// <summary>Of vosk-server, until a client says another.</summary>
    private const string UsualRate = "8000";

    public static void MapVosk(this IEndpointRouteBuilder routes) => routes.MapGet("/vosk", ListenAsync)
        .RequireScope(KeyScopes.Stt)
        .CountAs(UsageKind.Stt)
        .WithTags("Speech to text")
        .WithSummary("WebSocket of vosk-server: binary PCM in, one answer a message out (docs/clients.md).");

    private static async Task<IResult> ListenAsync(HttpContext context, SttSocketServices services)
    {
        SocketRequest.Require(context);

        using SttLease lease = services.Speech.Enter(Caller.Of(context));
        SttParameters.CheckNames(context.Request.Query.Keys, "api_key", "token");
        SttSessionSettings settings = services.Parameters.Read(
            name => context.Request.Query.Get(name) ?? (name == "sample_rate" ? UsualRate : null), context.RequestAborted);
        await SttSocketEndpoint.ListenAsync(context, $"stt_{Guid.NewGuid():N}", new VoskProtocol(), settings, null, services);
        return Results.Empty;
    }
}
