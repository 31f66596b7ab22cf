using StreamServer.Auth.Limits;

namespace StreamServer.Endpoints.Access;

/// <param name="Name">As in the <c>RateLimit</c> header.</param>
/// <param name="Limit">Units of one window.</param>
/// <param name="Remaining">Units that are left.</param>
/// <param name="WindowSeconds">Absent where there is no window.</param>
/// <param name="ResetSeconds">Until the limit is whole again.</param>
/// <param name="Unit">Absent for requests.</param>
internal sealed record LimitInfo(string Name, long Limit, long Remaining, long? WindowSeconds, long? ResetSeconds, string? Unit)
{
    public static LimitInfo Of(LimitStand stand) => new(
        stand.Name,
        stand.Limit,
        stand.Remaining,
        (long?)stand.Window?.TotalSeconds,
        stand.Resets is { } resets ? (long)Math.Ceiling(resets.TotalSeconds) : null,
        stand.Unit);
}
