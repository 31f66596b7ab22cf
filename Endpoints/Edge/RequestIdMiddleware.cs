using System.Buffers;

namespace StreamServer.Endpoints.Edge;

/// <summary>
/// Gives every request an id: the caller's <c>X-Request-Id</c> when it is harmless, else a new one; the answer repeats it.
/// </summary>
internal sealed class RequestIdMiddleware(RequestDelegate next)
{
    public const string Header = "X-Request-Id";

    private const int MaxLength = 64;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    public Task InvokeAsync(HttpContext context)
    {
        string? given = context.Request.Headers[Header];
        context.TraceIdentifier = given is { Length: > 0 and <= MaxLength } && !given.AsSpan().ContainsAnyExcept(Allowed)
            ? given
            : Guid.CreateVersion7().ToString("N");
        context.Response.OnStarting(static state =>
        {
            HttpContext started = (HttpContext)state;
            started.Response.Headers[Header] = started.TraceIdentifier;
            return Task.CompletedTask;
        }, context);
        return next(context);
    }
}
