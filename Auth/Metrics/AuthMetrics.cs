using System.Diagnostics.Metrics;

namespace StreamServer.Auth.Metrics;

/// <summary>Keys, limits and the store, for <c>/metrics</c>. No key, owner or address is a label. Thread-safe.</summary>
internal sealed class AuthMetrics
{
    public const string MeterName = "StreamServer.Auth";

    private readonly Histogram<double> _store;
    private readonly Counter<long> _storeErrors;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _limited;
    private readonly Histogram<double> _ledger;

    public AuthMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        _store = meter.CreateHistogram<double>("auth.store.duration", "s", "Calls of the store of keys, by operation");
        _storeErrors = meter.CreateCounter<long>("auth.store.errors", "{error}", "Calls of the store of keys that failed, by operation");
        _refused = meter.CreateCounter<long>("auth.refused", "{request}", "Requests without a right key, by reason");
        _limited = meter.CreateCounter<long>("auth.limited", "{request}", "Requests over a limit, by plan and limit");
        _ledger = meter.CreateHistogram<double>("auth.ledger.duration", "s", "From handing a usage record over until it is on the disk");
    }

    public void StoreAnswered(string operation, TimeSpan took) => _store.Record(took.TotalSeconds, Tag("op", operation));

    public void StoreFailed(string operation) => _storeErrors.Add(1, Tag("op", operation));

    /// <param name="reason">The stable code of the error.</param>
    public void Refused(string reason) => _refused.Add(1, Tag("reason", reason));

    public void Limited(string plan, string policy) => _limited.Add(1, Tag("plan", plan), Tag("policy", policy));

    public void Written(TimeSpan took) => _ledger.Record(took.TotalSeconds);

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
