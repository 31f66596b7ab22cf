namespace StreamServer.Auth.SupabaseStore;

/// <summary>One element of <c>take_quota</c>'s answer.</summary>
/// <param name="Taken">Units that this server may count on.</param>
/// <param name="Total">Units of all servers.</param>
/// <param name="Limit">Null for none.</param>
/// <param name="Sequence">Of the message that counted last: larger than ours when ours was not looked at.</param>
internal sealed record QuotaGrant(string Subject, string Meter, DateOnly Period, long Taken, long Total, long? Limit, long Sequence);
