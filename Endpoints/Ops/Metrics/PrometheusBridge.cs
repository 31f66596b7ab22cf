using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Prometheus;

namespace StreamServer.Endpoints.Ops.Metrics;

/// <summary>
/// Carries the instruments of .NET over into prometheus-net's registry, as what they are: counters as counters, histograms with
/// the buckets that they advise, from the first event on and not from the first scrape (docs/decisions/0055). OTLP reads the same
/// instruments, so that both show the same numbers. Thread-safe.
/// </summary>
internal sealed class PrometheusBridge : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, InstrumentSeries> _series = new();
    private readonly MetricFactory _factory;
    private readonly IMeterFactory _meters;

    /// <param name="meters">Of this server: another one in the same process has instruments of its own.</param>
    public PrometheusBridge(IMeterFactory meters)
    {
        _meters = meters;
        Registry = Prometheus.Metrics.NewCustomRegistry();
        _factory = Prometheus.Metrics.WithCustomRegistry(Registry);
        _listener.InstrumentPublished = Publish;
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, series) => Record(series, value, tags));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, series) => Record(series, value, tags));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, series) => Record(series, value, tags));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, series) => Record(series, value, tags));
        _listener.Start();
        Registry.AddBeforeCollectCallback(_listener.RecordObservableInstruments);
    }

    public CollectorRegistry Registry { get; }

    public void Dispose() => _listener.Dispose();

    private static void Record(object? series, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        ((InstrumentSeries)series!).Record(value, tags);

    private void Publish(Instrument instrument, MeterListener listener)
    {
        if (Meters.IsTold(instrument.Meter.Name) && (instrument.Meter.Scope is null || ReferenceEquals(instrument.Meter.Scope, _meters)))
        {
            listener.EnableMeasurementEvents(
                instrument, _series.GetOrAdd(instrument, static (one, factory) => new InstrumentSeries(one, factory), _factory));
        }
    }
}
