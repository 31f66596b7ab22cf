using StreamServer.Inference;

namespace StreamServer.Endpoints.Edge;

/// <summary>Failures as OpenAI's SDKs read them.</summary>
internal static class OpenAiErrors
{
    public static IResult ToResult(StreamException exception, ErrorShape shape)
    {
        OpenAiErrorDetail detail = new(Errors.Detail(exception, shape), TypeOf(shape.Status), exception.Member, shape.Code);
        return Results.Json(new OpenAiError(detail), OpenAiErrorJson.Default.OpenAiError, statusCode: shape.Status);
    }

    private static string TypeOf(int status) => status switch
    {
        401 or 403 => "authentication_error",
        429 => "rate_limit_error",
        >= 500 => "server_error",
        _ => "invalid_request_error",
    };
}
