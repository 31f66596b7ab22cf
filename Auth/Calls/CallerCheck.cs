using StreamServer.Inference;

namespace StreamServer.Auth.Calls;

/// <param name="Caller">Who was let in.</param>
/// <param name="Refused">Why he was not.</param>
internal readonly record struct CallerCheck(CallerIdentity? Caller, StreamException? Refused);
