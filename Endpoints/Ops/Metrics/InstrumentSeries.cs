using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Prometheus;

namespace StreamServer.Endpoints.Ops.Metrics;

/// <summary>All time series of one instrument: one family of prometheus-net for each set of label names. Thread-safe.</summary>
internal sealed class InstrumentSeries
{
    /// <summary>Where an instrument advises none: of the framework's durations, in seconds.</summary>
    private static readonly double[] DefaultBuckets = [.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10];

    private readonly Instrument _instrument;
    private readonly MetricFactory _factory;
    private readonly SeriesKind _kind;
    private readonly string _name;
    private readonly string _help;
    private readonly ConcurrentDictionary<string, Action<double, string[]>> _families = new(StringComparer.Ordinal);
    private readonly Lazy<Action<double, string[]>> _plain;

    public InstrumentSeries(Instrument instrument, MetricFactory factory)
    {
        (_instrument, _factory) = (instrument, factory);
        _kind = SeriesKinds.Of(instrument);
        _name = PrometheusNames.Of(instrument);
        _help = string.IsNullOrEmpty(instrument.Description) ? _name : instrument.Description;
        _plain = new Lazy<Action<double, string[]>>(() => Family([]));
        if (_kind is SeriesKind.Counter or SeriesKind.Gauge)
        {
            // A series that is missing until its first event makes rates and alerts blind to that event.
            _plain.Value(0, []);
        }
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            _plain.Value(value, []);
            return;
        }

        string[] names = new string[tags.Length];
        string[] values = new string[tags.Length];
        for (int i = 0; i < tags.Length; i++)
        {
            (names[i], values[i]) = (PrometheusNames.Label(tags[i].Key), PrometheusNames.Value(tags[i].Value));
        }

        Array.Sort(names, values, StringComparer.Ordinal);
        _families.GetOrAdd(string.Join(',', names), static (_, made) => made.Series.Family(made.Names), (Series: this, Names: names))(
            value, values);
    }

    private Action<double, string[]> Family(string[] labels)
    {
        switch (_kind)
        {
            case SeriesKind.Counter:
                Counter counter = _factory.CreateCounter(_name, _help, labels);
                return (value, values) => counter.WithLabels(values).Inc(value);
            case SeriesKind.ObservedCounter:
                Counter observed = _factory.CreateCounter(_name, _help, labels);
                return (value, values) => observed.WithLabels(values).IncTo(value);
            case SeriesKind.Gauge:
                Gauge gauge = _factory.CreateGauge(_name, _help, labels);
                return (value, values) => gauge.WithLabels(values).Inc(value);
            case SeriesKind.ObservedGauge:
                Gauge seen = _factory.CreateGauge(_name, _help, labels);
                return (value, values) => seen.WithLabels(values).Set(value);
            default:
                Histogram histogram = _factory.CreateHistogram(
                    _name, _help, labels, new HistogramConfiguration { Buckets = SeriesKinds.Buckets(_instrument) ?? DefaultBuckets });
                return (value, values) => histogram.WithLabels(values).Observe(value);
        }
    }
}
