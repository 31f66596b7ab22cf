namespace StreamServer.Endpoints.Edge;

/// <summary>
/// HEAD on whatever answers GET (RFC 9110 §9.3.2): the same status and headers, by the same route; the web server sends no body for it.
/// Events that would go on for as long as somebody listens end with the headers.
/// </summary>
internal sealed class HeadAsGet(RequestDelegate next)
{
    private static readonly object Mark = new();

    /// <summary>Whether the request is a HEAD that is answered as a GET: nothing may be written that frames a body.</summary>
    public static bool IsHead(HttpContext context) => context.Items.ContainsKey(Mark);

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
        context.Items[Mark] = true;
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
