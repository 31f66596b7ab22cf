namespace StreamServer.Endpoints.Ops;

/// <summary>OpenAI's list shape.</summary>
internal sealed record ModelList(string Object, IReadOnlyList<ModelInfo> Data);
