using System.Diagnostics.Metrics;

namespace StreamServer.Inference.Runtime.Metrics;

/// <summary>What goes in and out of both halves, and who is turned away. For <c>/metrics</c>. Thread-safe.</summary>
internal sealed class TrafficMetrics
{
    public const string MeterName = "StreamServer.Traffic";

    private static readonly string[] Reasons = ["capacity", "share", "lag", "queue", "not_ready", "stopping"];

    private readonly Counter<long> _rejected;
    private readonly Counter<double> _audio;

    public TrafficMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        _rejected = meter.CreateCounter<long>("sessions.rejected", "{session}",
            "Sockets and requests that were not let in, by half of the server and reason",
            [LabelValues.Closed("half", "stt", "tts"), LabelValues.Closed("reason", Reasons)]);
        _audio = meter.CreateCounter<double>("audio", "s", "Audio heard of each channel (in) and made (out)",
            [LabelValues.Closed("direction", "in", "out")]);
    }

    /// <param name="half"><c>stt</c> or <c>tts</c>.</param>
    /// <param name="reason">Why.</param>
    public void Rejected(string half, Rejection reason) => _rejected.Add(
        1, new KeyValuePair<string, object?>("half", half), new KeyValuePair<string, object?>("reason", Reasons[(int)reason]));

    /// <summary>As above, for what was thrown; errors that refuse nobody are not counted.</summary>
    public void Rejected(string half, StreamException refusal)
    {
        Rejection? reason = refusal.Error switch
        {
            StreamError.ServerBusy => Rejection.Lag,
            StreamError.ServerNotReady => Rejection.NotReady,
            StreamError.ServerStopping => Rejection.Stopping,
            StreamError.ClientLimit => Rejection.Share,
            _ => null,
        };
        if (reason is { } known)
        {
            Rejected(half, known);
        }
    }

    public void Heard(double seconds) => _audio.Add(seconds, new KeyValuePair<string, object?>("direction", "in"));

    public void Made(double seconds) => _audio.Add(seconds, new KeyValuePair<string, object?>("direction", "out"));
}
