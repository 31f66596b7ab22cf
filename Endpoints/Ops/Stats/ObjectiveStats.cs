namespace StreamServer.Endpoints.Ops.Stats;

/// <summary>An objective and how far it is kept.</summary>
/// <param name="LimitMs">Milliseconds that an answer may take.</param>
/// <param name="ShareOver">Share of the answers that took longer, 0 to 1; 0 while there is none.</param>
internal sealed record ObjectiveStats(int LimitMs, double ShareOver)
{
    public static ObjectiveStats Of(int limitMs, double[] times) =>
        new(limitMs, times.Length == 0 ? 0 : Math.Round((double)times.Count(time => time > limitMs) / times.Length, 4));
}
