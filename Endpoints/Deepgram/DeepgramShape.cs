using StreamServer.Endpoints.Edge;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Deepgram;

/// <summary>Errors as Deepgram's SDKs read them: <c>err_code</c>, <c>err_msg</c>, <c>request_id</c>.</summary>
internal sealed class DeepgramShape : IErrorDialect
{
    public static DeepgramShape Instance { get; } = new();

    public IResult ToResult(StreamException failure, ErrorShape shape, HttpContext context) => Results.Json(
        new DeepgramError(shape.Code, Errors.Detail(failure, shape), context.TraceIdentifier, failure.Member),
        DeepgramJson.Default.DeepgramError,
        statusCode: shape.Status);
}
