using StreamServer.Auth.Usage;

namespace StreamServer.Endpoints.Access;

/// <param name="Kind">Whose places the call takes.</param>
internal sealed record CountedCall(UsageKind Kind);
