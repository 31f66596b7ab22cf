using Microsoft.Net.Http.Headers;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Edge;

/// <summary>
/// Bodies are taken as they are: a compressed one is refused as RFC 9110 §15.5.16 has it, and not read as something that it is not.
/// </summary>
internal sealed class PlainBodyMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        string coding = context.Request.Headers.ContentEncoding.ToString().Trim();
        if (coding.Length == 0 || coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return next(context);
        }

        // Headers that are set here are lost where the error is written.
        context.Response.OnStarting(() =>
        {
            context.Response.Headers[HeaderNames.AcceptEncoding] = "identity";
            return Task.CompletedTask;
        });
        throw new StreamException(
            StreamError.ClientMediaType,
            $"Content-Encoding '{Quote.Short(coding)}' is not read: send the body as it is.",
            "Content-Encoding");
    }
}
