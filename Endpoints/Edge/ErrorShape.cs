namespace StreamServer.Endpoints.Edge;

/// <summary>What one <see cref="Inference.StreamError"/> becomes at the edge.</summary>
/// <param name="Code">Stable string for programs, snake case.</param>
/// <param name="Title">Short, the same for every occurrence.</param>
/// <param name="Status">HTTP status before the first byte.</param>
/// <param name="CloseCode">WebSocket close code (RFC 6455 and the IANA registry: 1012 service restart, 1013 try again later).</param>
/// <param name="Level">Log level: what clients cause is Debug, what we cause is Error.</param>
/// <param name="Retryable">Whether the same request may succeed later.</param>
internal sealed record ErrorShape(string Code, string Title, int Status, int CloseCode, LogLevel Level, bool Retryable);
