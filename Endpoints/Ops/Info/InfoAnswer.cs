namespace StreamServer.Endpoints.Ops.Info;

/// <summary>Answer of <c>/info</c>.</summary>
/// <param name="Name">Of the program.</param>
/// <param name="Version">Of the program.</param>
/// <param name="Runtime">That it runs on.</param>
/// <param name="StartedAt">Of this process.</param>
/// <param name="Device">What models run on, and why.</param>
/// <param name="Models">Every model that was opened.</param>
/// <param name="Capacity">What is taken, and of how much.</param>
/// <param name="Limits">What one call may bring.</param>
internal sealed record InfoAnswer(
    string Name,
    string Version,
    string Runtime,
    DateTimeOffset StartedAt,
    DeviceInfo Device,
    IReadOnlyList<ModelFacts> Models,
    Capacities Capacity,
    ServerLimits Limits);
