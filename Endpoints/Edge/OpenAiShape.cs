namespace StreamServer.Endpoints.Edge;

/// <summary>Marks a route whose clients are OpenAI's SDKs: its errors have their shape.</summary>
internal sealed class OpenAiShape
{
    public static OpenAiShape Instance { get; } = new();
}
