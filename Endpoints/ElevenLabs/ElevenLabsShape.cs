using StreamServer.Endpoints.Edge;
using StreamServer.Inference;

namespace StreamServer.Endpoints.ElevenLabs;

/// <summary>Errors as ElevenLabs' SDKs read them: <c>detail</c> with <c>status</c> and <c>message</c>.</summary>
internal sealed class ElevenLabsShape : IErrorDialect
{
    public static ElevenLabsShape Instance { get; } = new();

    public IResult ToResult(StreamException failure, ErrorShape shape, HttpContext context) => Results.Json(
        new ElevenLabsError(new ElevenLabsErrorDetail(
            shape.Code, Errors.Detail(failure, shape), failure.Member, context.TraceIdentifier)),
        ElevenLabsJson.Default.ElevenLabsError,
        statusCode: shape.Status);
}
