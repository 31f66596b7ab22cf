namespace StreamServer.Endpoints.Ops;

/// <param name="Status"><c>live</c>, <c>ready</c> or <c>not_ready</c>.</param>
/// <param name="Reasons">What stands in the way, by part.</param>
/// <param name="Device">What models run on, and why.</param>
internal sealed record HealthAnswer(string Status, IReadOnlyDictionary<string, string>? Reasons, DeviceInfo? Device);
