using StreamServer.Auth.Limits;
using StreamServer.Auth.Usage;

namespace StreamServer.Auth.Calls;

/// <param name="Account">Whose.</param>
/// <param name="Limits">Limits of the plan and where they stand.</param>
/// <param name="CreditsLeft">Millionths of a credit; null where calls cost nothing.</param>
/// <param name="Days">The newest first.</param>
internal sealed record UsageReport(QuotaAccount Account, IReadOnlyList<LimitStand> Limits, long? CreditsLeft, IReadOnlyList<UsageDay> Days);
