using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Load;

namespace StreamServer.Endpoints.Stt.Socket;

/// <summary>
/// Looks at the measured lag a few times a second and closes the newest sockets when the server has taken on too much, so
/// that the others keep their latency. Uploads stay: they yield to live callers anyway.
/// </summary>
internal sealed partial class SttShedding(
    SpeechToText speech, LiveStreams streams, SttMetrics metrics, TimeProvider time, ILogger<SttShedding> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Look();
            }
        }
        catch (OperationCanceledException)
        {
            LogEnded();
        }
    }

    /// <summary>
    /// Closes as many sockets as must go: first those that push faster than speech, then the newest. Those that are closing already
    /// do not count.
    /// </summary>
    private void Look()
    {
        SttSocket[] open = [.. streams.Newest<SttSocket>().Where(socket => !socket.IsEnding)];
        int count = speech.Measure(open.Length);
        if (count == 0)
        {
            return;
        }

        LogShed(count, open.Length, speech.Lag.TotalMilliseconds);
        metrics.Shed(count);
        foreach (SttSocket socket in open.OrderByDescending(socket => socket.IsAhead).Take(count))
        {
            socket.Shed(new StreamException(
                StreamError.ServerBusy, "The server has more streams than it can follow; the newest are closed.")
            {
                RetryAfter = RetryAfter,
            });
        }
    }

    [LoggerMessage(
        1020, LogLevel.Warning, "Over capacity: {Count} of {Live} sessions are closed, {Lag:F0} ms behind", EventName = "SttShed")]
    private partial void LogShed(int count, int live, double lag);

    [LoggerMessage(1021, LogLevel.Debug, "The lag is not watched any more", EventName = "SttSheddingEnded")]
    private partial void LogEnded();
}
