namespace StreamServer.Auth;

/// <param name="IsUsed">There is a store: keys are looked at.</param>
/// <param name="IsDown">Nothing can be recorded, so nothing can be served.</param>
/// <param name="Reason">What is wrong, in one sentence; null when nothing is. Without <paramref name="IsDown"/> the server works on by
/// what it knows.</param>
internal readonly record struct StoreState(bool IsUsed, bool IsDown, string? Reason);
