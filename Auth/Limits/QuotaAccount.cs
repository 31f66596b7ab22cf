using StreamServer.Auth.Plans;

namespace StreamServer.Auth.Limits;

/// <summary>Who pays.</summary>
/// <param name="Subject">A key's id; for a caller without one <c>addr_</c> and a keyed hash of his address, so that no address is
/// stored.</param>
/// <param name="Plan">Limits that hold now.</param>
internal sealed record QuotaAccount(string Subject, Plan Plan);
