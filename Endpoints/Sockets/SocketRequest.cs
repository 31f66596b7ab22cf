using Microsoft.Net.Http.Headers;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Sockets;

/// <summary>What every socket asks of the request that opens it.</summary>
internal static class SocketRequest
{
    /// <exception cref="StreamException">
    /// No upgrade, or one of another version: the answer names ours (RFC 6455 §4.4).
    /// </exception>
    public static void Require(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            return;
        }

        context.Response.OnStarting(static state =>
        {
            ((HttpContext)state).Response.Headers[HeaderNames.SecWebSocketVersion] = "13";
            return Task.CompletedTask;
        }, context);
        throw new StreamException(
            StreamError.ClientBadRequest, "This address is a WebSocket: send an upgrade request, of version 13 and without a body.");
    }
}
