using StreamServer.Inference;

namespace StreamServer.Auth.Calls;

/// <summary>What a stream should tell its client about its limits.</summary>
/// <param name="Warning">A limit is near; null when it is reached.</param>
/// <param name="End">The limit is reached: the stream ends with its final; null when it is only near.</param>
internal sealed record HearingNotice(string? Warning, StreamException? End);
