namespace StreamServer.Endpoints.Edge;

/// <summary>
/// Tells proxies to pass on what is sent while it is being made: nginx holds answers back until a buffer is full unless
/// <c>X-Accel-Buffering: no</c> says otherwise.
/// </summary>
internal sealed class Unbuffered(RequestDelegate next)
{
    public const string Header = "X-Accel-Buffering";

    /// <summary>Whether an answer that begins is sent while it is being made.</summary>
    public static bool IsStreamed(HttpResponse response) => response.ContentLength is null && response.ContentType is { } type
        && (type.StartsWith("audio/", StringComparison.Ordinal) || type.StartsWith("text/event-stream", StringComparison.Ordinal));

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(static state =>
        {
            HttpResponse response = (HttpResponse)state;
            if (IsStreamed(response))
            {
                response.Headers[Header] = "no";
            }

            return Task.CompletedTask;
        }, context.Response);
        return next(context);
    }
}
