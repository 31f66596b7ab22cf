using System.Net.WebSockets;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Tts;
using StreamServer.Normalization.Text;

namespace StreamServer.Endpoints.Tts.Socket;

/// <summary>Opens <c>/ws/tts</c>. Everything that can be refused is refused before the upgrade.</summary>
internal static class TtsSocketEndpoint
{
    public static void MapTtsSocket(this IEndpointRouteBuilder routes) =>
        routes.Map("/ws/tts", RunAsync).AddEndpointFilter<NotWhileStopping>().WithTags("Text to speech").ExcludeFromDescription();

    private static async Task RunAsync(HttpContext context, TextToSpeech speech, HouseRules houseRules, LiveStreams streams, TtsSocketServices services)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            throw new StreamException(StreamError.ClientBadRequest, "This route speaks WebSocket only: send an upgrade request.");
        }

        using TtsLease lease = speech.Enter(Caller.Of(context));
        SpeechCall call = TtsSocketSettings.Read(context.Request.Query, lease.Models, houseRules);
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync();
        TtsSocket connection = new(socket, context.TraceIdentifier, call, lease, services, context.RequestAborted);
        using IDisposable registration = streams.Register(connection);
        await connection.RunAsync();
    }
}
