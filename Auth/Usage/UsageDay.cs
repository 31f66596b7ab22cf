namespace StreamServer.Auth.Usage;

/// <summary>What one half of the server did on one day, UTC.</summary>
/// <param name="Day">UTC.</param>
/// <param name="Kind">Half of the server.</param>
/// <param name="Requests">Records: requests and utterances.</param>
/// <param name="Characters">Spoken.</param>
/// <param name="AudioMs">Milliseconds heard or spoken.</param>
/// <param name="MicroCredits">Millionths of a credit.</param>
/// <param name="Failed">Records that failed by our fault.</param>
internal sealed record UsageDay(DateOnly Day, UsageKind Kind, long Requests, long Characters, long AudioMs, long MicroCredits, long Failed);
