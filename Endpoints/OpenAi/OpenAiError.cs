namespace StreamServer.Endpoints.OpenAi;

/// <summary>Body of an error on an OpenAI-shaped route.</summary>
internal sealed record OpenAiError(OpenAiErrorDetail Error);
