using System.ComponentModel.DataAnnotations;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Endpoints.Ops.Stats;

/// <summary>What this server wants to keep, for <c>/v1/stats</c>; the alerts of deploy/prometheus have the same two limits.</summary>
internal sealed class StatsOptions
{
    /// <summary>Milliseconds from the end of speech to its final.</summary>
    [Setting("STT_OBJECTIVE_MS"), Range(1, 600_000)]
    public int SttObjectiveMs { get; set; } = 500;

    /// <summary>Milliseconds from a request to its first audio.</summary>
    [Setting("TTS_OBJECTIVE_MS"), Range(1, 600_000)]
    public int TtsObjectiveMs { get; set; } = 500;
}
