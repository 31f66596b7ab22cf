namespace StreamServer.Endpoints.Edge;

/// <summary>
/// Tells proxies to pass on what is sent while it is being made: nginx holds answers back until a buffer is full unless
/// <c>X-Accel-Buffering: no</c> says otherwise.
/// </summary>
internal sealed class Unbuffered(RequestDelegate next)
{
    public const string Header = "X-Accel-Buffering";

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(static state =>
        {
            HttpResponse response = (HttpResponse)state;
            if (response.ContentLength is null && response.ContentType is { } type
                && (type.StartsWith("audio/", StringComparison.Ordinal) || type.StartsWith("text/event-stream", StringComparison.Ordinal)))
            {
                response.Headers[Header] = "no";
            }

            return Task.CompletedTask;
        }, context.Response);
        return next(context);
    }
}
