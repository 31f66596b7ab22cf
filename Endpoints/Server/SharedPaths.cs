using StreamServer.Endpoints.Access;

namespace StreamServer.Endpoints.Server;

/// <summary>
/// Paths at which two kinds of clients want two things, told apart before routing: a socket on <c>/</c>, which is where clients of the
/// Parakeet server connect, is the transcript socket; and models asked for with ElevenLabs' header are listed in its shape.
/// </summary>
internal sealed class SharedPaths(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (request.Path == "/" && context.WebSockets.IsWebSocketRequest)
        {
            request.Path = "/ws/stt";
        }
        else if (request.Path == "/v1/models" && context.Features.Get<PresentedKey>() is { IsOfElevenLabs: true })
        {
            request.Path = "/v1/elevenlabs/models";
        }

        return next(context);
    }
}
