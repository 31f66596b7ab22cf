using StreamServer.Inference;
using StreamServer.Inference.Runtime;

namespace StreamServer.Endpoints.Edge;

/// <summary>Refuses new work on a route while the server drains.</summary>
internal sealed class NotWhileStopping(Readiness readiness) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) => readiness.IsStopping
        ? throw new StreamException(StreamError.ServerStopping, "The server is stopping.")
        : next(context);
}
