using System.Diagnostics.Metrics;

namespace StreamServer.Inference.Runtime.Metrics;

/// <summary>What all engines have in common: runs, batches, queues, restarts. For <c>/metrics</c>. Thread-safe.</summary>
internal sealed class EngineMetrics
{
    public const string MeterName = "StreamServer.Engines";

    private static readonly string[] Steps = ["vad", "encoder", "lm-decode", "lm-prefill", "codec", "bandwidth"];
    private static readonly string[] Queues = ["vad", "final", "speculative", "partial", "recording", "speech", "codec", "bandwidth"];

    /// <summary>Names of the threads.</summary>
    private static readonly string[] Engines = ["vad-engine", "stt-engine", "lm-engine", "codec", "bandwidth"];

    private readonly Histogram<double> _step;
    private readonly Histogram<int> _batch;
    private readonly Histogram<double> _padding;
    private readonly Histogram<double> _wait;
    private readonly UpDownCounter<int> _depth;
    private readonly Counter<long> _restarts;

    public EngineMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create(MeterName);
        KeyValuePair<string, object?>[] models = [LabelValues.Closed("model", Steps)];
        KeyValuePair<string, object?>[] queues = [LabelValues.Closed("kind", Queues)];
        _step = meter.CreateHistogram("model.step", "s", "One run of a model, by model", models, Buckets.Step);
        _batch = meter.CreateHistogram("batch.size", "{row}", "Callers' rows of one run, by model", models, Buckets.Rows);
        _padding = meter.CreateHistogram("batch.padding.ratio", "1",
            "Share of one run that was padding or empty rows, by model", models, Buckets.Share);
        _wait = meter.CreateHistogram("queue.wait", "s", "From joining a queue to the run, by queue", queues, Buckets.Wait);
        _depth = meter.CreateUpDownCounter<int>("queue.depth", "{job}", "Jobs that wait now, by queue", queues);
        _restarts = meter.CreateCounter<long>("engine.restarts", "{restart}",
            "Model threads that died and were started again, by engine", [LabelValues.Closed("engine", Engines)]);
    }

    /// <param name="step">What ran.</param>
    /// <param name="took">Of the run.</param>
    /// <param name="rows">That somebody waits for.</param>
    /// <param name="padding">Share of the run that nobody asked for, 0 to 1.</param>
    public void Ran(EngineStep step, TimeSpan took, int rows, double padding)
    {
        KeyValuePair<string, object?> model = new("model", Steps[(int)step]);
        _step.Record(took.TotalSeconds, model);
        _batch.Record(rows, model);
        _padding.Record(padding, model);
    }

    public void Waited(EngineQueue queue, TimeSpan wait) =>
        _wait.Record(wait.TotalSeconds, new KeyValuePair<string, object?>("kind", Queues[(int)queue]));

    /// <param name="queue">Which.</param>
    /// <param name="change">Jobs that came, less those that went.</param>
    public void Queued(EngineQueue queue, int change) =>
        _depth.Add(change, new KeyValuePair<string, object?>("kind", Queues[(int)queue]));

    /// <param name="engine">Name of its thread.</param>
    public void Restarted(string engine) => _restarts.Add(1, new KeyValuePair<string, object?>("engine", engine));
}
