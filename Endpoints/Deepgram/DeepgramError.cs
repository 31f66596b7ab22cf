namespace StreamServer.Endpoints.Deepgram;

/// <summary>Body of an error on a Deepgram route.</summary>
/// <param name="ErrCode">The server's stable code.</param>
/// <param name="ErrMsg">For people.</param>
/// <param name="RequestId">Of the request.</param>
/// <param name="Member">The parameter that is wrong.</param>
internal sealed record DeepgramError(string ErrCode, string ErrMsg, string RequestId, string? Member);
