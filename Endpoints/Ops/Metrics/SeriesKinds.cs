using System.Diagnostics.Metrics;

namespace StreamServer.Endpoints.Ops.Metrics;

internal static class SeriesKinds
{
    /// <summary>System.Runtime of .NET 10 makes counters of these, and they fall again.</summary>
    private static readonly string[] NotCounters = ["dotnet.thread_pool.thread.count", "dotnet.thread_pool.queue.length"];

    public static SeriesKind Of(Instrument instrument)
    {
        Type type = instrument.GetType();
        Type kind = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        return kind == typeof(Counter<>) ? SeriesKind.Counter
            : kind == typeof(ObservableCounter<>) && !NotCounters.Contains(instrument.Name) ? SeriesKind.ObservedCounter
            : kind == typeof(UpDownCounter<>) ? SeriesKind.Gauge
            : kind == typeof(Histogram<>) ? SeriesKind.Histogram
            : SeriesKind.ObservedGauge;
    }

    /// <summary>Upper ends of the buckets that an instrument advises; null where it advises none.</summary>
    public static double[]? Buckets(Instrument instrument) => instrument switch
    {
        Instrument<double> { Advice.HistogramBucketBoundaries: { } ends } => [.. ends],
        Instrument<int> { Advice.HistogramBucketBoundaries: { } ends } => [.. ends.Select(end => (double)end)],
        Instrument<long> { Advice.HistogramBucketBoundaries: { } ends } => [.. ends.Select(end => (double)end)],
        _ => null,
    };
}
