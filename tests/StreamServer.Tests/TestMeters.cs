using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using StreamServer.Inference.Runtime.Metrics;
using StreamServer.Inference.Stt.Load;
using StreamServer.Inference.Tts.Codec;
using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Tests;

/// <summary>Makes meters and adds up what their instruments are told.</summary>
internal sealed class TestMeters : IMeterFactory
{
    private readonly ConcurrentDictionary<Meter, bool> _meters = [];
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, double> _sums = new();
    private readonly ConcurrentDictionary<string, int> _counts = new();

    public TestMeters()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (_meters.ContainsKey(instrument.Meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Sum of all values.</summary>
    /// <param name="instrument">Name, with <c>{tag}</c> behind it for the values of one tag only.</param>
    public double Sum(string instrument) => _sums.GetValueOrDefault(instrument);

    /// <summary>Number of values, likewise.</summary>
    public int Count(string instrument) => _counts.GetValueOrDefault(instrument);

    /// <summary>What an observable instrument says now.</summary>
    public double Observe(string instrument)
    {
        _sums.TryRemove(instrument, out _);
        _listener.RecordObservableInstruments();
        return Sum(instrument);
    }

    public EngineMetrics MakeEngines() => new(this);

    public SttMetrics MakeStt() => new(this, MakeEngines(), new TrafficMetrics(this), new RecentWork());

    public LmMetrics MakeLm() => new(this, MakeEngines(), new TrafficMetrics(this));

    public CodecMetrics MakeCodec() => new(this, MakeEngines());

    public Meter Create(MeterOptions options)
    {
        Meter meter = new(options);
        _meters[meter] = true;
        return meter;
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (Meter meter in _meters.Keys)
        {
            meter.Dispose();
        }
    }

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Add(instrument.Name, value);
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            Add($"{instrument.Name}{{{tag.Value}}}", value);
        }
    }

    private void Add(string name, double value)
    {
        _sums.AddOrUpdate(name, value, (_, sum) => sum + value);
        _counts.AddOrUpdate(name, 1, (_, count) => count + 1);
    }
}
