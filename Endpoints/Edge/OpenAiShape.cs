using StreamServer.Inference;

namespace StreamServer.Endpoints.Edge;

/// <summary>Marks a route whose clients are OpenAI's SDKs: its errors have their shape.</summary>
internal sealed class OpenAiShape : IErrorDialect
{
    public static OpenAiShape Instance { get; } = new();

    public IResult ToResult(StreamException failure, ErrorShape shape, HttpContext context) => OpenAiErrors.ToResult(failure, shape);
}
