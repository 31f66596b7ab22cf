using Microsoft.AspNetCore.Http.Features;

namespace StreamServer.Endpoints.Edge;

/// <summary>Bounds every body; a route that takes more says so by <see cref="IHttpMaxRequestBodySizeFeature"/>.</summary>
internal sealed class BodyLimitMiddleware(RequestDelegate next, EndpointsOptions options)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false })
        {
            LimitedBody body = new(context.Request.Body, context.Request.ContentLength, options.MaxBodyBytes);
            context.Features.Set<IHttpMaxRequestBodySizeFeature>(body);
            context.Request.Body = body;
        }

        return next(context);
    }
}
