namespace StreamServer.Endpoints.Ops.Stats;

/// <summary>The last answers of each model.</summary>
/// <param name="Window">Answers that are looked at.</param>
/// <param name="Models">Those that have answered.</param>
internal sealed record StatsAnswer(int Window, IReadOnlyList<ModelStats> Models);
