using System.Diagnostics.Metrics;

namespace StreamServer.Inference.Runtime;

/// <summary>Model threads that died, for <c>/metrics</c>. Thread-safe.</summary>
internal sealed class RestartMetrics
{
    public const string MeterName = "StreamServer.Engines";

    private readonly Counter<long> _restarts;

    public RestartMetrics(IMeterFactory meters) => _restarts = meters.Create(MeterName).CreateCounter<long>(
        "engine.restarts", "{restart}", "Model threads that died and were started again, by engine");

    /// <param name="engine">Name of its thread.</param>
    public void Restarted(string engine) => _restarts.Add(1, new KeyValuePair<string, object?>("engine", engine));
}
