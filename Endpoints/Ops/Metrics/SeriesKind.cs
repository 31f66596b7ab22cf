namespace StreamServer.Endpoints.Ops.Metrics;

/// <summary>What an instrument is for Prometheus, and how its measurements count.</summary>
internal enum SeriesKind
{
    /// <summary>Measurements are added.</summary>
    Counter,

    /// <summary>Measurements are the sum so far.</summary>
    ObservedCounter,

    /// <summary>Measurements are changes.</summary>
    Gauge,

    /// <summary>Measurements are the value now.</summary>
    ObservedGauge,

    /// <summary>Measurements are counted in buckets.</summary>
    Histogram,
}
