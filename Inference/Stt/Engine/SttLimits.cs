using StreamServer.Inference.Stt.Models;

namespace StreamServer.Inference.Stt.Engine;

/// <summary>Bounds of one batch.</summary>
internal sealed record SttLimits
{
    /// <summary>Jobs in a batch.</summary>
    public required int MaxJobs { get; init; }

    /// <summary>Samples of a batch of finals, padding included; a single job may be longer.</summary>
    public int MaxUrgentSamples { get; init; } = int.MaxValue;

    /// <summary>
    /// Samples of a batch of partials and recordings, padding included; smaller, because a final may arrive while it runs.
    /// </summary>
    public int MaxPartialSamples { get; init; } = int.MaxValue;

    /// <summary>Share of a batch that may be padding.</summary>
    public double MaxPadding { get; init; } = 0.25;

    /// <summary>A partial that waited longer is stale.</summary>
    public required TimeSpan PartialMaxAge { get; init; }

    /// <summary>Lengths do not matter: the engine does not pad (see <see cref="SttModelInfo.Incremental"/>).</summary>
    public bool IgnoreLengths { get; init; }
}
