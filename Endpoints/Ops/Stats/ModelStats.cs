namespace StreamServer.Endpoints.Ops.Stats;

/// <summary>The last answers of one model.</summary>
/// <param name="Model">Name in the manifest.</param>
/// <param name="Half"><c>stt</c>: latency is from the end of speech to its final; <c>tts</c>: from the request to the first audio.</param>
/// <param name="Total">Answers since the start.</param>
/// <param name="Count">Answers in the window.</param>
/// <param name="ErrorRate">Share of the window that failed, 0 to 1.</param>
/// <param name="LatencyMs">Of those that did not; null while there is none.</param>
/// <param name="Objective">Whether they were fast enough.</param>
internal sealed record ModelStats(
    string Model, string Half, long Total, int Count, double ErrorRate, LatencyStats? LatencyMs, ObjectiveStats Objective)
{
    /// <param name="half">Of the server.</param>
    /// <param name="model">Name.</param>
    /// <param name="total">Answers since the start.</param>
    /// <param name="answers">Milliseconds; NaN is a failure.</param>
    /// <param name="limitMs">Of the objective.</param>
    public static ModelStats Of(string half, string model, long total, double[] answers, int limitMs)
    {
        double[] times = [.. answers.Where(answer => !double.IsNaN(answer)).Order()];
        int failed = answers.Length - times.Length;
        return new ModelStats(
            model,
            half,
            total,
            answers.Length,
            answers.Length == 0 ? 0 : Math.Round((double)failed / answers.Length, 4),
            times.Length == 0 ? null : LatencyStats.Of(times),
            ObjectiveStats.Of(limitMs, times));
    }
}
