using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Prometheus;

namespace StreamServer.Endpoints.Ops.Metrics;

/// <summary>
/// All time series of one instrument. Where it says which labels and values it has, all of them exist from the start: a series that
/// is missing until its first event makes rates and alerts blind to that event. Thread-safe.
/// </summary>
internal sealed class InstrumentSeries
{
    /// <summary>Where an instrument advises none: of the framework's durations, in seconds.</summary>
    private static readonly double[] DefaultBuckets = [.005, .01, .025, .05, .075, .1, .25, .5, .75, 1, 2.5, 5, 7.5, 10];

    private readonly Instrument _instrument;
    private readonly MetricFactory _factory;
    private readonly SeriesKind _kind;
    private readonly string _name;
    private readonly string _help;
    private readonly bool _isDeclared;
    private readonly ConcurrentDictionary<string, Func<string[], Action<double>>> _families = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Action<double>> _series = new(StringComparer.Ordinal);
    private readonly Lazy<Action<double>> _plain;

    public InstrumentSeries(Instrument instrument, MetricFactory factory)
    {
        (_instrument, _factory) = (instrument, factory);
        _kind = SeriesKinds.Of(instrument);
        _name = PrometheusNames.Of(instrument);
        _help = string.IsNullOrEmpty(instrument.Description) ? _name : instrument.Description;
        _plain = new Lazy<Action<double>>(() => Family([])([]));
        KeyValuePair<string, string[]>[] labels = DeclaredLabels.Of(instrument);
        _isDeclared = labels.Length > 0;
        if (_isDeclared)
        {
            foreach (KeyValuePair<string, object?>[] tags in DeclaredLabels.Product(labels))
            {
                Of(tags);
            }
        }
        else if (Meters.IsOwn(instrument.Meter.Name) || _kind is SeriesKind.Counter or SeriesKind.Gauge)
        {
            _ = _plain.Value;
        }
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        (tags.IsEmpty ? _plain.Value : Of(tags))(value);

    private Action<double> Of(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        // An instrument that declares its labels always has the same: its values are the key.
        string key = _isDeclared && tags.Length == 1 ? PrometheusNames.Value(tags[0].Value) : KeyOf(tags);
        if (_series.TryGetValue(key, out Action<double>? known))
        {
            return known;
        }

        string[] names = new string[tags.Length];
        string[] values = new string[tags.Length];
        for (int i = 0; i < tags.Length; i++)
        {
            (names[i], values[i]) = (PrometheusNames.Label(tags[i].Key), PrometheusNames.Value(tags[i].Value));
        }

        Array.Sort(names, values, StringComparer.Ordinal);
        Func<string[], Action<double>> family = _families.GetOrAdd(
            string.Join(',', names), static (_, made) => made.Series.Family(made.Names), (Series: this, Names: names));
        return _series.GetOrAdd(key, family(values));
    }

    private static string KeyOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string key = "";
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            key = string.Concat(key, tag.Key, "\n", PrometheusNames.Value(tag.Value)) + "\n";
        }

        return key;
    }

    private Func<string[], Action<double>> Family(string[] labels)
    {
        switch (_kind)
        {
            case SeriesKind.Counter:
                Counter counter = _factory.CreateCounter(_name, _help, labels);
                return values => counter.WithLabels(values).Inc;
            case SeriesKind.ObservedCounter:
                Counter observed = _factory.CreateCounter(_name, _help, labels);
                return values => observed.WithLabels(values).IncTo;
            case SeriesKind.Gauge:
                Gauge gauge = _factory.CreateGauge(_name, _help, labels);
                return values => gauge.WithLabels(values).Inc;
            case SeriesKind.ObservedGauge:
                Gauge seen = _factory.CreateGauge(_name, _help, labels);
                return values => seen.WithLabels(values).Set;
            default:
                Histogram histogram = _factory.CreateHistogram(
                    _name, _help, labels, new HistogramConfiguration { Buckets = SeriesKinds.Buckets(_instrument) ?? DefaultBuckets });
                return values => histogram.WithLabels(values).Observe;
        }
    }
}
