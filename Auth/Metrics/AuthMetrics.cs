using System.Diagnostics.Metrics;
using StreamServer.Inference.Runtime.Metrics;

namespace StreamServer.Auth.Metrics;

/// <summary>Keys, limits and the store, for <c>/metrics</c>. No key, owner or address is a label. Thread-safe.</summary>
internal sealed class AuthMetrics
{
    public const string MeterName = "StreamServer.Auth";

    private readonly Histogram<double> _store;
    private readonly Counter<long> _storeErrors;
    private readonly Counter<long> _cache;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _limited;
    private readonly Histogram<double> _ledger;
    private Func<(long Count, TimeSpan Age)> _outbox = () => default;

    public AuthMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        _store = meter.CreateHistogram(
            "auth.store", "s", "Calls of the store of keys, by operation", [LabelValues.Open("op")], Buckets.Store);
        _storeErrors = meter.CreateCounter<long>(
            "auth.store.errors", "{error}", "Calls of the store of keys that failed, by operation", [LabelValues.Open("op")]);
        _cache = meter.CreateCounter<long>("auth.cache.lookups", "{lookup}",
            "Keys that were known in memory (hit) or had to be looked up (miss)", [LabelValues.Closed("result", "hit", "miss")]);
        _refused = meter.CreateCounter<long>("auth.refused", "{request}", "Requests without a right key, by reason",
            [LabelValues.Closed("reason", "unauthorized", "forbidden", "limit_reached", "store_unavailable", "key_ended")]);
        _limited = meter.CreateCounter<long>("rate_limited", "{request}", "Requests over a limit, by plan and limit",
            [LabelValues.Open("plan"), LabelValues.Open("policy")]);
        _ledger = meter.CreateHistogram(
            "auth.ledger", "s", "From handing a usage record over until it is on the disk", null, Buckets.Store);
        meter.CreateObservableGauge("auth.outbox.records", () => _outbox().Count, "{record}", "Usage records that are not shipped yet");
        meter.CreateObservableGauge("auth.outbox.age", () => _outbox().Age.TotalSeconds, "s", "Age of the oldest of them");
    }

    public void StoreAnswered(string operation, TimeSpan took) => _store.Record(took.TotalSeconds, Tag("op", operation));

    public void StoreFailed(string operation) => _storeErrors.Add(1, Tag("op", operation));

    /// <summary>Where the gauges of the outbox read.</summary>
    public void WatchOutbox(Func<(long Count, TimeSpan Age)> outbox) => _outbox = outbox;

    public void LookedUp(bool inMemory) => _cache.Add(1, Tag("result", inMemory ? "hit" : "miss"));

    /// <param name="reason">The stable code of the error.</param>
    public void Refused(string reason) => _refused.Add(1, Tag("reason", reason));

    public void Limited(string plan, string policy) => _limited.Add(1, Tag("plan", plan), Tag("policy", policy));

    public void Written(TimeSpan took) => _ledger.Record(took.TotalSeconds);

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
