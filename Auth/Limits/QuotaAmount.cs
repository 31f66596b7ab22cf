namespace StreamServer.Auth.Limits;

/// <param name="Meter">What is counted.</param>
/// <param name="Units">Characters, milliseconds or millionths of a credit, as the meter says; 0 or more.</param>
internal readonly record struct QuotaAmount(QuotaMeter Meter, long Units);
