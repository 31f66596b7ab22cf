namespace StreamServer.Inference.Audio.Files;

/// <summary>
/// Lets only so many files be parsed at once: parsing is work of the processor on threads that serve everybody. A place is held for one
/// piece of work, so that recordings of hours take turns. Thread-safe.
/// </summary>
internal static class ParseGate
{
    private static readonly SemaphoreSlim Places = new(Math.Max(1, Environment.ProcessorCount / 2));

    /// <param name="work">Bounded: it opens a file, or reads one block.</param>
    /// <param name="cancellation">Ends the wait for a place.</param>
    public static async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellation)
    {
        await Places.WaitAsync(cancellation);
        try
        {
            return work();
        }
        finally
        {
            Places.Release();
        }
    }
}
