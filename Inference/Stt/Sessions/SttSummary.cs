namespace StreamServer.Inference.Stt.Sessions;

/// <summary>A session's totals.</summary>
/// <param name="AudioSeconds">Audio received, gaps not counted.</param>
/// <param name="Utterances">Finals with text.</param>
/// <param name="DroppedPartials">Partials that were left out because the server had no time.</param>
/// <param name="MeanLatencyMs">Mean latency of the finals; 0 without any.</param>
/// <param name="MaxLagMs">Longest time that audio waited to be looked at.</param>
internal sealed record SttSummary(double AudioSeconds, int Utterances, int DroppedPartials, double MeanLatencyMs, double MaxLagMs)
{
    /// <summary>How the audio came.</summary>
    public AudioFlow Flow { get; init; }
}
