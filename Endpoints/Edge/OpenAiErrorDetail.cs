namespace StreamServer.Endpoints.Edge;

/// <summary>What OpenAI's SDKs read of an error.</summary>
/// <param name="Message">For people.</param>
/// <param name="Type"><c>invalid_request_error</c>, <c>authentication_error</c>, <c>rate_limit_error</c> or <c>server_error</c>.</param>
/// <param name="Param">The member that is wrong.</param>
/// <param name="Code">The server's stable code.</param>
internal sealed record OpenAiErrorDetail(string Message, string Type, string? Param, string Code);
