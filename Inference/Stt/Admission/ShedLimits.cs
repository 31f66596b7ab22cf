namespace StreamServer.Inference.Stt.Admission;

/// <summary>When callers must go; see <see cref="ShedPolicy"/>.</summary>
internal sealed record ShedLimits
{
    /// <summary>Lag from which the server is over its capacity.</summary>
    public required TimeSpan High { get; init; }

    /// <summary>Lag under which it has room again.</summary>
    public TimeSpan Low => High / 2;

    /// <summary>A rush that is over sooner costs nobody his place.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Time that a step needs to show its effect.</summary>
    public TimeSpan Settle { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Share of the callers that goes in one step. Three times too many are down to what fits after four steps.</summary>
    public double Share { get; init; } = 0.25;

    /// <summary>A lag below this share of what it was at the last step is on its way down by itself.</summary>
    public double Recovering { get; init; } = 0.8;
}
