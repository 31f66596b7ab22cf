namespace StreamServer.Testing;

/// <summary>Order statistics of a run, in milliseconds unless said otherwise; NaN-free: zero values give zeros.</summary>
internal sealed record Percentiles(int Count, double P50, double P95, double P99, double Max)
{
    /// <summary>Nearest-rank percentiles.</summary>
    public static Percentiles Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0
            ? new(0, 0, 0, 0, 0)
            : new(sorted.Length, At(0.50), At(0.95), At(0.99), sorted[^1]);

        double At(double share) => Math.Round(sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Length) - 1)], 3);
    }

    public override string ToString() => $"p50 {P50,8:F1}   p95 {P95,8:F1}   p99 {P99,8:F1}   max {Max,8:F1}";
}
