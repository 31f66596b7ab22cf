namespace StreamServer.Auth.Limits;

/// <summary>One limit of a caller, as the rate-limit headers and <c>ready</c> tell it.</summary>
/// <param name="Name">Of the policy.</param>
/// <param name="Limit">Units of one window.</param>
/// <param name="Remaining">Units that are left.</param>
/// <param name="Window">Length of the window; null where there is none.</param>
/// <param name="Resets">Until the limit is whole again; null where that cannot be known.</param>
/// <param name="Unit">What is counted; null for requests.</param>
internal readonly record struct LimitStand(string Name, long Limit, long Remaining, TimeSpan? Window, TimeSpan? Resets, string? Unit);
