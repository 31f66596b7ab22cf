namespace StreamServer.Endpoints.Edge;

/// <summary>The server stops: until when what is under way may go on. Thread-safe.</summary>
/// <param name="time">Clock.</param>
/// <param name="whole">Time from now to <paramref name="deadline"/>.</param>
/// <param name="early">Cancelled when what has not come to its own end is to be ended: finals forced, sentences finished.</param>
/// <param name="deadline">Cancelled when what is left is cut.</param>
internal sealed class StopOrder(TimeProvider time, TimeSpan whole, CancellationToken early, CancellationToken deadline)
{
    private readonly long _start = time.GetTimestamp();

    public CancellationToken Early => early;

    public CancellationToken Deadline => deadline;

    /// <summary>Time until the deadline.</summary>
    public TimeSpan Left => TimeSpan.FromTicks(Math.Max(0, (whole - time.GetElapsedTime(_start)).Ticks));

    /// <summary>Waits for work that may come to its own end, but not beyond <see cref="Early"/>.</summary>
    /// <returns>Whether it did.</returns>
    public async Task<bool> WaitForOwnEndAsync(Task end)
    {
        if (!end.IsCompleted)
        {
            using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(early);
            await Task.WhenAny(end, Task.Delay(Timeout.Infinite, over.Token));
            await over.CancelAsync();
        }

        return end.IsCompleted;
    }
}
