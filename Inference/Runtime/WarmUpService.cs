namespace StreamServer.Inference.Runtime;

/// <summary>
/// Loads every part in the background while the server already listens. A part is unready until it has run once; one that
/// fails stays unready with its reason and does not hinder the others.
/// </summary>
internal sealed partial class WarmUpService : BackgroundService
{
    private readonly IReadOnlyList<IModelPart> _parts;
    private readonly Readiness _readiness;
    private readonly TimeProvider _time;
    private readonly ILogger<WarmUpService> _log;
    private readonly TaskCompletionSource<IReadOnlyList<string>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public WarmUpService(IEnumerable<IModelPart> parts, Readiness readiness, TimeProvider time, ILogger<WarmUpService> log)
    {
        _parts = [.. parts];
        _readiness = readiness;
        _time = time;
        _log = log;
        foreach (IModelPart part in _parts)
        {
            readiness.Block(part.Name, "loading");
        }
    }

    /// <summary>Completes when every part has loaded or failed; one line a loaded part.</summary>
    public Task<IReadOnlyList<string>> Done => _done.Task;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Leaves the start of the other services alone: loading blocks its thread for seconds.
        await Task.Yield();
        List<string> loaded = [];
        try
        {
            foreach (IModelPart part in _parts)
            {
                long start = _time.GetTimestamp();
                try
                {
                    loaded.Add(await Task.Run(() => part.Load(stoppingToken), stoppingToken));
                    _readiness.Clear(part.Name);
                    LogLoaded(part.Name, _time.GetElapsedTime(start).TotalMilliseconds);
                }
                catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
                {
                    return;
                }
                catch (StreamException exception)
                {
                    _readiness.Block(part.Name, exception.Message);
                    LogMissing(part.Name, exception.Message);
                }
                catch (Exception exception)
                {
                    _readiness.Block(part.Name, "loading failed; the log has the cause");
                    LogFailed(exception, part.Name);
                }
            }
        }
        finally
        {
            _done.TrySetResult(loaded);
        }
    }

    [LoggerMessage(20, LogLevel.Debug, "{Part} is ready after {Milliseconds:F0} ms", EventName = "PartLoaded")]
    private partial void LogLoaded(string part, double milliseconds);

    [LoggerMessage(21, LogLevel.Error, "{Part} is not available: {Reason}", EventName = "PartMissing")]
    private partial void LogMissing(string part, string reason);

    [LoggerMessage(22, LogLevel.Error, "{Part} failed to load", EventName = "PartFailed")]
    private partial void LogFailed(Exception exception, string part);
}
