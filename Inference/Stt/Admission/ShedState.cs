namespace StreamServer.Inference.Stt.Admission;

/// <summary>What <see cref="ShedPolicy"/> remembers from look to look.</summary>
internal readonly record struct ShedState
{
    /// <summary>Over capacity: nobody is let in.</summary>
    public bool IsOver { get; init; }

    /// <summary>Time at which it went over.</summary>
    public TimeSpan Since { get; init; }

    /// <summary>Time of the last step; null when nobody had to go since then.</summary>
    public TimeSpan? ShedAt { get; init; }

    /// <summary>Lag at the last step.</summary>
    public TimeSpan LagThen { get; init; }

    /// <summary>Callers that must go now.</summary>
    public int Shed { get; init; }
}
