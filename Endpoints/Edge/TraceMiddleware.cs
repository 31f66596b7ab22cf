using System.Diagnostics;
using Microsoft.AspNetCore.Http.Features;

namespace StreamServer.Endpoints.Edge;

/// <summary>
/// Names the request's span after its route, so that what a client chooses is in no name, and tells the client which span it was:
/// <c>traceparent</c> goes in (https://www.w3.org/TR/trace-context) and out.
/// </summary>
internal sealed class TraceMiddleware(RequestDelegate next)
{
    public const string Header = "traceparent";

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpActivityFeature>()?.Activity is not { } span)
        {
            await next(context);
            return;
        }

        context.Response.OnStarting(() =>
        {
            context.Response.Headers[Header] = span.Id;
            return Task.CompletedTask;
        });
        try
        {
            await next(context);
        }
        finally
        {
            string route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "";
            span.DisplayName = $"{context.Request.Method} {route}".TrimEnd();
            span.SetTag("http.request.method", context.Request.Method);
            span.SetTag("http.route", route);
            span.SetTag("http.response.status_code", context.Response.StatusCode);
            span.SetTag("request_id", context.TraceIdentifier);
            if (context.Response.StatusCode >= 500)
            {
                span.SetStatus(ActivityStatusCode.Error);
            }
        }
    }
}
