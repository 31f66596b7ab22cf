namespace StreamServer.Tests;

/// <summary>Counts what a warm path allocates.</summary>
internal static class Allocations
{
    // On a loaded machine the runtime can be busy for many rounds; code that allocates does so in all of them.
    private const int MaxRounds = 100;

    /// <summary>
    /// Bytes that the calling thread allocates in <paramref name="action"/> once warm: the least of some rounds, because the
    /// runtime now and then charges a thread for work of its own (a method compiled again, a stub, the rest of a heap segment
    /// that a collection took away), while what the code allocates is allocated in every round. The first round without any ends it.
    /// </summary>
    public static long OnceWarm(Action action)
    {
        action();
        long least = long.MaxValue;
        for (int round = 0; round < MaxRounds && least > 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
