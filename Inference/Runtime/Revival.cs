using StreamServer.Inference.Runtime.Metrics;

namespace StreamServer.Inference.Runtime;

/// <summary>
/// What follows when a model's thread has died (docs/decisions/0075): its half turns red and is loaded anew, once in the life of the
/// process; the second time it stays dead, which <c>/health/live</c> says so that the process is replaced. A GPU that reports an error
/// which only a new process clears drains the process at once. Thread-safe.
/// </summary>
internal sealed partial class Revival(
    Readiness readiness, EngineMetrics metrics, ILogger<Revival> log, IHostApplicationLifetime? lifetime = null)
{
    private readonly Lock _gate = new();

    // Guarded by the gate.
    private readonly Dictionary<string, bool> _isReviving = new(StringComparer.Ordinal);

    /// <summary>Completes when no half is being loaded anew.</summary>
    public Task Settled { get; private set; } = Task.CompletedTask;

    /// <summary>To be called on the thread that dies, or any other; returns at once, with readiness red.</summary>
    /// <param name="part">Half of the server that the thread works for.</param>
    /// <param name="engine">Name of the thread.</param>
    /// <param name="cause">What ended it.</param>
    public void Died(IModelPart part, string engine, Exception cause)
    {
        if (GpuFaults.IsUnrecoverable(cause))
        {
            readiness.Kill(part.Name, "the GPU reports an error that only a new process clears");
            LogGpuLost(engine);
            lifetime?.StopApplication();
            return;
        }

        lock (_gate)
        {
            bool isKnown = _isReviving.TryGetValue(part.Name, out bool isReviving);
            if (!isKnown && readiness.IsBlocked(part.Name))
            {
                // It died while its half was being loaded, and that fails by itself.
                return;
            }

            if (!isKnown)
            {
                _isReviving[part.Name] = true;
                readiness.Block(part.Name, $"a thread of its models ({engine}) has died; the models are loaded anew");
                Task before = Settled;
                Settled = Task.WhenAll(before, Task.Run(() => Revive(part, engine)));
            }
            else if (!isReviving)
            {
                readiness.Kill(part.Name, $"a thread of its models ({engine}) has died again; the log has the cause");
                LogDeadForGood(part.Name, engine);
            }
        }
    }

    private void Revive(IModelPart part, string engine)
    {
        try
        {
            part.Load(lifetime?.ApplicationStopping ?? CancellationToken.None);
            lock (_gate)
            {
                _isReviving[part.Name] = false;
                readiness.Clear(part.Name);
            }

            metrics.Restarted(engine);
            LogRevived(part.Name, engine);
        }
        catch (Exception exception)
        {
            lock (_gate)
            {
                _isReviving[part.Name] = false;
                readiness.Kill(part.Name, $"a thread of its models ({engine}) has died, and they do not load any more");
            }

            LogNotRevived(exception, part.Name);
        }
    }

    [LoggerMessage(
        34, LogLevel.Warning, "{Part}: {Engine} had died; its models are loaded anew and take work", EventName = "EngineRevived")]
    private partial void LogRevived(string part, string engine);

    [LoggerMessage(35, LogLevel.Critical, "{Part}: its models do not load any more; only a new process helps",
        EventName = "EngineNotRevived")]
    private partial void LogNotRevived(Exception exception, string part);

    [LoggerMessage(36, LogLevel.Critical, "{Part}: {Engine} has died again; only a new process helps", EventName = "EngineDeadForGood")]
    private partial void LogDeadForGood(string part, string engine);

    [LoggerMessage(37, LogLevel.Critical, "{Engine}: the GPU reports an error that only a new process clears; the server drains and ends",
        EventName = "GpuLost")]
    private partial void LogGpuLost(string engine);
}
