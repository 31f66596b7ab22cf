using StreamServer.Auth.Metrics;
using StreamServer.Auth.Usage;
using StreamServer.Inference;

namespace StreamServer.Auth.Store;

/// <summary>
/// Ships what the ledger has not shipped yet, oldest first, in batches; waits longer after each failure. A batch is marked after
/// the receiver has it, so a crash between the two ships it again and the receiver's check of ids drops it.
/// </summary>
internal sealed partial class UsageOutbox(
    UsageLedger ledger, IUsageShipper shipper, AuthMetrics metrics, TimeProvider time, ILogger<UsageOutbox> log) : BackgroundService
{
    private const int BatchSize = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private (long Count, TimeSpan Age) _stand;

    /// <summary>Ships everything that is there now.</summary>
    /// <exception cref="StreamException">The receiver cannot be reached.</exception>
    public async Task FlushAsync(CancellationToken cancellation)
    {
        while (true)
        {
            UsageBatch batch = ledger.Peek(BatchSize, out long first, out long last);
            if (batch.Records.Count == 0)
            {
                return;
            }

            await shipper.ShipAsync(batch, cancellation);
            await ledger.MarkShippedAsync(first, last);
        }
    }

    /// <summary>What is left is tried once more within the host's limit; what cannot be shipped waits for the next start.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            await FlushAsync(cancellationToken);
        }
        catch (Exception exception) when (exception is StreamException or OperationCanceledException)
        {
            LogLeft(ledger.CountUnshipped());
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        metrics.WatchOutbox(Stand);
        TimeSpan wait = Interval;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(wait, time, stoppingToken);
                await FlushAsync(stoppingToken);
                wait = Interval;
            }
            catch (StreamException exception)
            {
                wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
                LogFailed(ledger.CountUnshipped(), wait.TotalSeconds, exception.Message);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>Records that wait, and since when the oldest does. Any thread.</summary>
    private (long Count, TimeSpan Age) Stand()
    {
        try
        {
            _stand = ledger.OldestUnshipped() is { } oldest ? (ledger.CountUnshipped(), time.GetUtcNow() - oldest) : default;
        }
        catch (StreamException)
        {
            // The database has been closed, or is busy: what was known stands.
        }

        return _stand;
    }

    [LoggerMessage(
        3031,
        LogLevel.Warning,
        "{Count} usage records wait to be shipped; next try in {Seconds:F0} s: {Cause}",
        EventName = "UsageNotShipped")]
    private partial void LogFailed(long count, double seconds, string cause);

    [LoggerMessage(3032, LogLevel.Warning, "{Count} usage records are shipped after the next start", EventName = "UsageLeft")]
    private partial void LogLeft(long count);
}
