using System.Net.WebSockets;
using StreamServer.Auth.Usage;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Sockets;
using StreamServer.Inference;
using StreamServer.Inference.Tts;
using StreamServer.Normalization.Text;

namespace StreamServer.Endpoints.Tts.Socket;

/// <summary>Opens <c>/ws/tts</c>. Everything that can be refused is refused before the upgrade.</summary>
internal static class TtsSocketEndpoint
{
    public static void MapTtsSocket(this IEndpointRouteBuilder routes) =>
        routes.Map("/ws/tts", RunAsync).CountAs(UsageKind.Tts).WithTags("Text to speech").ExcludeFromDescription();

    private static async Task RunAsync(
        HttpContext context,
        TextToSpeech speech,
        NormalizationOptions defaults,
        LiveStreams streams,
        TtsSocketPlaces places,
        TtsSocketServices services)
    {
        await SpeakAsync(
            context, speech, streams, places, services,
            lease => (TtsSocketSettings.Read(context.Request.Query, lease.Models, defaults), OwnProtocol.Instance));
    }

    /// <summary>Opens the socket in any dialect and runs it to its end.</summary>
    /// <exception cref="StreamException">Before the upgrade.</exception>
    public static async Task SpeakAsync(
        HttpContext context,
        TextToSpeech speech,
        LiveStreams streams,
        TtsSocketPlaces places,
        TtsSocketServices services,
        Func<TtsLease, (SpeechOrder Call, ITtsProtocol Protocol)> read)
    {
        SocketRequest.Require(context);
        using IDisposable place = places.Enter(Caller.Of(context));
        using TtsLease lease = speech.Enter(Caller.Of(context));
        (SpeechOrder call, ITtsProtocol protocol) = read(lease);
        if (call.IsTimed)
        {
            services.Listener.ThrowUnlessReady();
        }

        CallTerms terms = await services.Desk.TermsOfSocketAsync(context, context.TraceIdentifier);
        using WebSocket socket = await context.AcceptSocketAsync();
        Connection connection = new(
            socket, context.TraceIdentifier, services.Wire.Limits, services.Time, services.Log, context.RequestAborted);
        TtsSocket stream = new(connection, call, lease, terms, protocol, CallMark.Of(context), services);
        using IDisposable? watch = terms.Watch(cause => connection.Finish(ConnectionEnd.Of(cause)));
        using IDisposable registration = streams.Register(stream);
        await stream.RunConnectionAsync();
    }
}
