namespace StreamServer.Endpoints.Access;

/// <summary>Takes the key out of the request before anything else looks at it.</summary>
internal sealed class TakeKeyMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.Features.Set(PresentedKey.Take(context));
        return next(context);
    }
}
