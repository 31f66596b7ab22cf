using StreamServer.Auth.Calls;
using StreamServer.Auth.Limits;
using StreamServer.Endpoints.Access;

namespace StreamServer.Endpoints.Admin;

/// <param name="Plan">Of the key; absent in a sum over all.</param>
/// <param name="Key">Prefix of the key; absent without one.</param>
/// <param name="CreditsRemaining">Absent where calls cost nothing.</param>
/// <param name="Limits">Where they stand.</param>
/// <param name="Days">The newest first.</param>
internal sealed record UsageAnswer(
    string? Plan, string? Key, decimal? CreditsRemaining, IReadOnlyList<LimitInfo>? Limits, IReadOnlyList<UsageLine> Days)
{
    public static UsageAnswer Of(UsageReport report, string? prefix) => new(
        report.Account.Plan.Id,
        prefix,
        (decimal?)report.CreditsLeft / QuotaMeters.MicroCredits,
        [.. report.Limits.Select(LimitInfo.Of)],
        [.. report.Days.Select(UsageLine.Of)]);
}
