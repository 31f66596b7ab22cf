using StreamServer.Inference.Runtime;

namespace StreamServer.Endpoints.Edge;

/// <summary>
/// Stops in stages (docs/decisions/0076): readiness turns red, a pause lets load balancers see it, new work is refused and sockets are
/// told; half of the time what is under way may come to its own end, then finals are forced and sentences finished, and only what is left
/// at the deadline is cut.
/// </summary>
internal sealed partial class DrainService(
    Readiness readiness,
    LiveStreams streams,
    EndpointsOptions options,
    TimeProvider time,
    ILogger<DrainService> log) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // "Stopping" comes before the web server stops listening: readiness can be seen red, and sockets still work.
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        readiness.Stop();
        int live = streams.Count;
        LogDraining(live);
        if (options.DrainDelaySeconds > 0)
        {
            await Task.Delay(TimeSpan.FromSeconds(options.DrainDelaySeconds), time, cancellationToken);
        }

        readiness.Refuse();
        TimeSpan whole = TimeSpan.FromSeconds(options.DrainSeconds - options.DrainDelaySeconds) - options.DrainReserve;
        whole = whole > TimeSpan.Zero ? whole : TimeSpan.Zero;
        using CancellationTokenSource early = new(whole / 2, time);
        using CancellationTokenSource deadline = new(whole, time);
        bool all = await streams.StopAllAsync(new StopOrder(time, whole, early.Token, deadline.Token));
        LogDrained(live, all ? 0 : streams.Count);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(12, LogLevel.Information, "Draining {Live} live connections", EventName = "Draining")]
    private partial void LogDraining(int live);

    [LoggerMessage(13, LogLevel.Information, "Drained; of {Live} connections {Left} had to be cut", EventName = "Drained")]
    private partial void LogDrained(int live, int left);
}
