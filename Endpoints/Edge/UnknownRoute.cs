using Microsoft.AspNetCore.Diagnostics;

namespace StreamServer.Endpoints.Edge;

/// <summary>
/// The body of an answer that no route has written: under <c>/v1</c>, where SDKs ask, in OpenAI's shape, elsewhere as RFC 9457.
/// </summary>
internal static class UnknownRoute
{
    public static Task AnswerAsync(StatusCodeContext status)
    {
        HttpContext context = status.HttpContext;
        int code = context.Response.StatusCode;
        if (!context.Request.Path.StartsWithSegments("/v1"))
        {
            return Results.Problem(statusCode: code).ExecuteAsync(context);
        }

        string asked = $"{context.Request.Method} {Quote.Short(context.Request.Path)}";
        (string name, string message) = code switch
        {
            StatusCodes.Status404NotFound => ("not_found", $"{asked}: there is no such route here (/openapi/v1.json lists them)."),
            StatusCodes.Status405MethodNotAllowed =>
                ("method_not_allowed", $"{asked}: this route takes {context.Response.Headers.Allow.ToString()}."),
            _ => ("bad_request", $"{asked}: {code}."),
        };
        OpenAiErrorDetail detail = new(message, "invalid_request_error", null, name);
        return Results.Json(new OpenAiError(detail), OpenAiErrorJson.Default.OpenAiError, statusCode: code).ExecuteAsync(context);
    }
}
