namespace StreamServer.Endpoints.Edge;

/// <summary>
/// Lets the pages that may use this server also see how long its answers took (W3C Resource Timing, <c>Timing-Allow-Origin</c>).
/// </summary>
internal sealed class PageTimings(RequestDelegate next, AllowedNames names)
{
    public Task InvokeAsync(HttpContext context)
    {
        string? origin = context.Request.Headers.Origin;
        if (names.AllowsAnyOrigin)
        {
            context.Response.Headers["Timing-Allow-Origin"] = "*";
        }
        else if (names.Origins.Count > 0)
        {
            // An audio element does not say whose page it is on, so all that may are named.
            context.Response.Headers["Timing-Allow-Origin"] = string.IsNullOrEmpty(origin) ? string.Join(", ", names.Origins) : origin;
        }

        return next(context);
    }
}
