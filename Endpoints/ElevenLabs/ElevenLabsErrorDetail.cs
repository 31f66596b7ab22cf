namespace StreamServer.Endpoints.ElevenLabs;

/// <param name="Status">The server's stable code.</param>
/// <param name="Message">For people.</param>
/// <param name="Param">The member that is wrong.</param>
/// <param name="RequestId">Of the request.</param>
internal sealed record ElevenLabsErrorDetail(string Status, string Message, string? Param, string RequestId);
