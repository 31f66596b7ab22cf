using System.Text.Json;
using StreamServer.Auth;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Ops.Info;
using StreamServer.Inference.Runtime;
using StreamServer.Models.Manifest;

namespace StreamServer.Endpoints.Ops.Health;

/// <summary>What the health routes say. Thread-safe.</summary>
internal sealed class HealthReport(
    Readiness readiness,
    WarmUpService warmUp,
    OnnxSessions sessions,
    ModelManifest manifest,
    StoreCheck store,
    IEnumerable<IModelPart> parts)
{
    private const string Ready = "ready";
    private const string NotReady = "not_ready";

    private readonly string[] _parts = [.. parts.Select(part => part.Name)];

    /// <summary>The process is to be replaced when a model's thread is dead for good: nothing inside revives it.</summary>
    public (bool IsWell, HealthAnswer Answer) Live() => readiness.Dead is { Count: > 0 } dead
        ? (false, new HealthAnswer("dead", Hide(dead)))
        : (true, new HealthAnswer("live"));

    /// <summary>Every model was loaded, or was found to be unloadable.</summary>
    public (bool IsWell, HealthAnswer Answer) Started() =>
        warmUp.Done.IsCompleted ? (true, new HealthAnswer("started")) : (false, new HealthAnswer("starting", Hide(readiness.Reasons)));

    /// <summary>Work is taken.</summary>
    public async Task<(bool IsWell, HealthAnswer Answer)> ReadyAsync(CancellationToken cancellation)
    {
        Dictionary<string, string> reasons = Hide(readiness.Reasons);
        StoreState state = await store.LookAsync(cancellation);
        if (state.IsDown)
        {
            reasons[StoreCheck.Name] = HiddenPaths.Hide(state.Reason!);
        }

        bool isReady = reasons.Count == 0;
        string? reason = state.Reason is { } why ? HiddenPaths.Hide(why) : null;
        HealthOfPart[]? needed = state.IsUsed
            ? [new HealthOfPart(StoreCheck.Name, state.IsDown ? NotReady : reason is null ? Ready : "degraded", reason)]
            : null;
        return (isReady, new HealthAnswer(
            isReady ? Ready : NotReady,
            isReady ? null : reasons,
            new DeviceInfo(sessions.Device.ToString().ToLowerInvariant(), HiddenPaths.Hide(sessions.DeviceReason)),
            [.. _parts.Select(part => new HealthOfPart(part, StatusOf(part, reasons), reasons.GetValueOrDefault(part)))],
            [.. manifest.Models.Where(model => sessions.HasOpened(model.Name)).Select(model => Of(model, reasons))],
            needed));
    }

    private static Dictionary<string, string> Hide(IReadOnlyDictionary<string, string> reasons) =>
        reasons.ToDictionary(reason => reason.Key, reason => HiddenPaths.Hide(reason.Value));

    private string StatusOf(string part, Dictionary<string, string> reasons) =>
        readiness.IsStopping || reasons.ContainsKey(part) ? NotReady : Ready;

    private HealthOfModel Of(ModelEntry model, Dictionary<string, string> reasons)
    {
        string part = model.Role is ModelRole.Vad or ModelRole.Stt ? "stt" : "tts";
        return new HealthOfModel(
            model.Name, JsonNamingPolicy.KebabCaseLower.ConvertName(model.Role.ToString()), part, StatusOf(part, reasons));
    }
}
