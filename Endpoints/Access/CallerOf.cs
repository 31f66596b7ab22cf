using System.Net.WebSockets;
using StreamServer.Auth.Calls;

namespace StreamServer.Endpoints.Access;

internal static class CallerOf
{
    /// <summary>Who calls; there is always somebody on a route that has a policy.</summary>
    public static CallerIdentity Caller(this HttpContext context) =>
        context.Features.Get<CallerIdentity>() ?? CallerIdentity.Open(CallerAddress.Of(context.Connection.RemoteIpAddress));

    /// <summary>Accepts a socket, with the sub-protocol that the client's key came with.</summary>
    public static Task<WebSocket> AcceptSocketAsync(this HttpContext context) =>
        context.WebSockets.AcceptWebSocketAsync(
            new WebSocketAcceptContext { SubProtocol = context.Features.Get<PresentedKey>()?.SubProtocol });
}
