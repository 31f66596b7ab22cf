namespace StreamServer.Benchmarks.Streams;

/// <summary>One line of the comparison.</summary>
/// <param name="Streams">Side by side.</param>
/// <param name="LagP95">95th percentile of the lag, in milliseconds.</param>
/// <param name="FinalP50">Median of end of speech to final, in milliseconds.</param>
/// <param name="FinalP95">95th percentile.</param>
/// <param name="FinalP99">99th percentile.</param>
/// <param name="Finals">Finals that were timed.</param>
/// <param name="Lost">Utterances without a final, and streams that ended early.</param>
/// <param name="Partials">Partials that were made.</param>
/// <param name="MemoryMb">Resident memory at the end.</param>
/// <param name="Busy">Processor time of whoever transcribes, in seconds.</param>
/// <param name="ClientBusy">Processor time of the client, where there is one.</param>
internal sealed record StreamsRow(
    int Streams, double LagP95, double FinalP50, double FinalP95, double FinalP99, int Finals, int Lost, int Partials, double MemoryMb,
        double Busy, double ClientBusy)
{
    public const string Header = """
        | streams | held | lag p95 ms | final p50 ms | p95 ms | p99 ms | finals | lost | partials/s | memory MB | processor s | client's |
        |---|---|---|---|---|---|---|---|---|---|---|---|
        """;

    private const double LagLimit = 500;
    private const double FinalLimit = 1000;

    /// <summary>At real time: the lag is under half a second, finals come within a second, none is missing.</summary>
    public bool IsHeld => LagP95 < LagLimit && FinalP95 < FinalLimit && Lost == 0 && Finals > 0;

    /// <summary>So many streams ended the process that should have run them.</summary>
    public static StreamsRow Killed(int streams) =>
        new(streams, double.NaN, double.NaN, double.NaN, double.NaN, 0, streams, 0, double.NaN, double.NaN, 0);

    /// <param name="seconds">Length of a stream.</param>
    public string Line(double seconds) =>
        $"| {Streams} | {(IsHeld ? "yes" : "NO")} | {LagP95:F0} | {FinalP50:F0} | {FinalP95:F0} | {FinalP99:F0} | {Finals} | {Lost} | "
            + $"{Partials / seconds / Streams:F1} | {MemoryMb:F0} | {Busy:F1} | {ClientBusy:F1} |";
}
