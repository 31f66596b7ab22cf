using StreamServer.Auth.Keys;
using StreamServer.Auth.Settings;
using StreamServer.Auth.Store;
using StreamServer.Auth.Usage;
using StreamServer.Inference;

namespace StreamServer.Auth;

/// <summary>
/// What has to be done from time to time: sees what other processes changed in the database (the command line revokes keys),
/// ends streams of keys that are over, writes down when keys were used, deletes what has reached its age.
/// </summary>
internal sealed partial class AuthMaintenance(
    AuthDatabase database,
    KeyDirectory directory,
    KeyWatch watch,
    LocalQuotaStore quotas,
    UsageLedger ledger,
    AuthOptions options,
    TimeProvider time,
    ILogger<AuthMaintenance> log,
    IUsageShipper? shipper = null) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TouchInterval = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DeleteInterval = TimeSpan.FromHours(1);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync("touch", () => directory.TouchAsync(cancellationToken));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Beat, time);
        long version = 0;
        long touched = time.GetTimestamp();
        long deleted = 0;
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                quotas.Sweep();
                await TryAsync("watch", async () =>
                {
                    if (await database.ForeignVersionAsync() is var now && now != version)
                    {
                        version = now;
                        directory.Forget();
                        quotas.GrantsChanged();
                    }

                    await watch.CheckAsync(stoppingToken);
                });
                if (time.GetElapsedTime(touched) >= TouchInterval)
                {
                    touched = time.GetTimestamp();
                    await TryAsync("touch", () => directory.TouchAsync(stoppingToken));
                }

                if (deleted == 0 || time.GetElapsedTime(deleted) >= DeleteInterval)
                {
                    deleted = time.GetTimestamp();
                    await TryAsync("delete", () => DeleteAsync(stoppingToken));
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task DeleteAsync(CancellationToken cancellation)
    {
        DateTimeOffset now = time.GetUtcNow();
        await ledger.DeleteCountersAsync(now);
        if (options.TextDays > 0)
        {
            DateTimeOffset before = now.AddDays(-options.TextDays);
            await ledger.DeleteSentencesAsync(null, before);
            if (shipper is not null)
            {
                await shipper.DeleteSentencesAsync(null, before, cancellation);
            }
        }

        if (options.UsageDays > 0)
        {
            DateTimeOffset before = now.AddDays(-options.UsageDays);
            await ledger.DeleteOlderAsync(before);
            if (shipper is not null)
            {
                await shipper.DeleteOlderAsync(before, cancellation);
            }
        }
    }

    /// <summary>What fails is said and tried again at its next turn.</summary>
    private async Task TryAsync(string what, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (StreamException exception)
        {
            LogFailed(exception, what);
        }
    }

    [LoggerMessage(3020, LogLevel.Warning, "Keys and usage: {What} failed and is tried again", EventName = "AuthMaintenanceFailed")]
    private partial void LogFailed(Exception exception, string what);
}
