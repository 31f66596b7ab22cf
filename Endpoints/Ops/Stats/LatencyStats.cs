namespace StreamServer.Endpoints.Ops.Stats;

/// <summary>Milliseconds. A percentile is the smallest value that so many are not above (nearest rank).</summary>
internal sealed record LatencyStats(double Mean, double P50, double P95, double P99, double Max)
{
    /// <param name="times">Sorted; at least one.</param>
    public static LatencyStats Of(double[] times)
    {
        return new LatencyStats(Round(times.Average()), At(0.5), At(0.95), At(0.99), Round(times[^1]));

        double At(double share) => Round(times[Math.Max(0, (int)Math.Ceiling(share * times.Length) - 1)]);
    }

    private static double Round(double value) => Math.Round(value, 1);
}
