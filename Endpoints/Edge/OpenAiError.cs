namespace StreamServer.Endpoints.Edge;

/// <summary>Body of an error on an OpenAI-shaped route.</summary>
internal sealed record OpenAiError(OpenAiErrorDetail Error);
