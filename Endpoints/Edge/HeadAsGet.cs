namespace StreamServer.Endpoints.Edge;

/// <summary>
/// HEAD on whatever answers GET (RFC 9110 §9.3.2): the same status and headers, by the same route; the web server sends no body for it.
/// An answer that would go on for as long as somebody listens ends with its headers.
/// </summary>
internal sealed class HeadAsGet(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        // An upgrade is of GET alone.
        if (!HttpMethods.IsHead(context.Request.Method) || context.Request.Headers.Upgrade.Count > 0)
        {
            await next(context);
            return;
        }

        using CancellationTokenSource heard = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        CancellationToken connection = context.RequestAborted;
        context.RequestAborted = heard.Token;
        context.Request.Method = HttpMethods.Get;
        context.Response.OnStarting(() => context.Response.ContentType?.StartsWith("text/event-stream", StringComparison.Ordinal) == true
            ? heard.CancelAsync()
            : Task.CompletedTask);
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (heard.IsCancellationRequested && !connection.IsCancellationRequested)
        {
            // Its headers are all that was asked for.
        }
        finally
        {
            context.Request.Method = HttpMethods.Head;
            context.RequestAborted = connection;
        }
    }
}
