using StreamServer.Endpoints.Ops.Info;

namespace StreamServer.Endpoints.Ops.Health;

/// <param name="Status"><c>live</c>, <c>dead</c>, <c>started</c>, <c>starting</c>, <c>ready</c> or <c>not_ready</c>.</param>
/// <param name="Reasons">What stands in the way, by part.</param>
/// <param name="Device">What models run on, and why.</param>
/// <param name="Parts">The halves of the server.</param>
/// <param name="Models">Every model that was opened.</param>
/// <param name="Dependencies">What the server needs beside its models.</param>
internal sealed record HealthAnswer(
    string Status,
    IReadOnlyDictionary<string, string>? Reasons = null,
    DeviceInfo? Device = null,
    IReadOnlyList<HealthOfPart>? Parts = null,
    IReadOnlyList<HealthOfModel>? Models = null,
    IReadOnlyList<HealthOfPart>? Dependencies = null);
