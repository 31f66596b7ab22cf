using StreamServer.Inference;

namespace StreamServer.Endpoints.Edge;

/// <summary>
/// Refuses what a web page elsewhere sends here blind, and what it sends after it has had its own name lead here (DNS rebinding):
/// a browser tells both by <c>Host</c> and <c>Origin</c>.
/// </summary>
internal sealed class NameGuard(RequestDelegate next, AllowedNames names)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (!names.AllowsHost(context.Request.Host))
        {
            throw new StreamException(
                StreamError.ClientForbidden,
                $"'{Quote.Short(context.Request.Host.Host)}' is not a name of this server (ALLOWED_HOSTS).",
                "Host");
        }

        string? origin = context.Request.Headers.Origin;
        return string.IsNullOrEmpty(origin) || names.AllowsOrigin(origin, context.Request.Host)
            ? next(context)
            : throw new StreamException(
                StreamError.ClientForbidden, $"Pages of '{Quote.Short(origin)}' may not use this server (ALLOWED_ORIGINS).", "Origin");
    }
}
