using System.Diagnostics.Metrics;
using StreamServer.Auth.Usage;
using StreamServer.Inference.Runtime.Metrics;

namespace StreamServer.Auth.Metrics;

/// <summary>Keys, limits and the store, for <c>/metrics</c>. No key, owner or address is a label. Thread-safe.</summary>
internal sealed class AuthMetrics
{
    public const string MeterName = "StreamServer.Auth";

    /// <summary>The look-up of a key, and the functions of Supabase.</summary>
    private static readonly string[] Operations =
    [
        "find", "any_key", "authorize_key", "create_key", "delete_sentences", "get_key", "grant_credits", "list_keys", "list_plans",
        "record_usage", "revoke_key", "rotate_key", "save_plan", "take_quota", "touch_keys", "usage_days",
    ];

    private readonly Histogram<double> _store;
    private readonly Counter<long> _storeErrors;
    private readonly Counter<long> _cache;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _limited;
    private readonly Histogram<double> _ledger;
    private readonly Counter<long> _records;
    private readonly Counter<long> _characters;
    private readonly Counter<double> _audio;
    private readonly Counter<double> _credits;
    private Func<(long Count, TimeSpan Age)> _outbox = () => default;

    public AuthMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        _store = meter.CreateHistogram(
            "auth.store", "s", "Calls of the store of keys, by operation", [LabelValues.Closed("op", Operations)], Buckets.Store);
        _storeErrors = meter.CreateCounter<long>(
            "auth.store.errors", "{error}", "Calls of the store of keys that failed, by operation", [LabelValues.Closed("op", Operations)]);
        _cache = meter.CreateCounter<long>("auth.cache.lookups", "{lookup}",
            "Keys that were known in memory (hit) or had to be looked up (miss)", [LabelValues.Closed("result", "hit", "miss")]);
        _refused = meter.CreateCounter<long>("auth.refused", "{request}", "Requests without a right key, by reason",
            [LabelValues.Closed("reason", "unauthorized", "forbidden", "limit_reached", "store_unavailable", "key_ended")]);
        _limited = meter.CreateCounter<long>("rate_limited", "{request}", "Requests over a limit, by plan and limit",
            [LabelValues.Open("plan"), LabelValues.Open("policy")]);
        _ledger = meter.CreateHistogram(
            "auth.ledger", "s", "From handing a usage record over until it is on the disk", null, Buckets.Store);
        _records = meter.CreateCounter<long>("usage.records", "{record}", "Calls and finals written down, by plan, half and outcome",
            [
                LabelValues.Open("plan"),
                LabelValues.Closed("kind", "stt", "tts"),
                LabelValues.Closed("outcome", "ok", "cancelled", "failed"),
            ]);
        _characters = meter.CreateCounter<long>(
            "usage.characters", "{character}", "Characters spoken, by plan", [LabelValues.Open("plan")]);
        _audio = meter.CreateCounter<double>("usage.audio", "s", "Audio heard and spoken, by plan", [LabelValues.Open("plan")]);
        _credits = meter.CreateCounter<double>("usage.credits", "{credit}", "Credits charged, by plan", [LabelValues.Open("plan")]);
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

    /// <summary>A usage record is on the disk.</summary>
    public void Written(UsageRecord record, TimeSpan took)
    {
        _ledger.Record(took.TotalSeconds);
        KeyValuePair<string, object?> plan = Tag("plan", record.PlanId);
        _records.Add(
            1, plan, Tag("kind", record.Kind == UsageKind.Stt ? "stt" : "tts"), Tag("outcome", record.Outcome switch
            {
                UsageOutcome.Ok => "ok",
                UsageOutcome.Cancelled => "cancelled",
                _ => "failed",
            }));
        _characters.Add(record.Characters, plan);
        _audio.Add(record.AudioMs / 1000.0, plan);
        _credits.Add(record.MicroCredits / 1e6, plan);
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
