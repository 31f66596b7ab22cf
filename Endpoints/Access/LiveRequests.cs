using StreamServer.Auth.Usage;
using StreamServer.Endpoints.Edge;

namespace StreamServer.Endpoints.Access;

/// <summary>
/// Has the drain wait for every request that is under way, such as the upload of a recording: the listener is closed, and usage shipped,
/// after the last of them. Sockets and speech see to their own end.
/// </summary>
internal sealed class LiveRequests(RequestDelegate next, LiveStreams streams)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint() is not { } route || context.WebSockets.IsWebSocketRequest
            || route.Metadata.GetMetadata<CountedCall>() is { Kind: UsageKind.Tts })
        {
            await next(context);
            return;
        }

        LiveRequest request = new(context);
        using IDisposable registration = streams.Register(request);
        try
        {
            await next(context);
        }
        finally
        {
            request.Finish();
        }
    }
}
