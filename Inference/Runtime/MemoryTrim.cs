using System.Runtime.InteropServices;

namespace StreamServer.Inference.Runtime;

/// <summary>
/// Gives memory back after a peak. The collector decommits while it collects, and a server that has become quiet does not collect:
/// it would hold what its busiest minute took. Looks every half minute, and collects when little was allocated since and much is held
/// that nothing lives in; the C library's free pages, which the models and codecs took, go with it. The measure: docs/benchmarks.md.
/// </summary>
internal sealed partial class MemoryTrim(TimeProvider time) : BackgroundService
{
    private const long Megabyte = 1 << 20;

    /// <summary>Allocated within an interval by a server that does next to nothing: health checks, keep-alives.</summary>
    private const long QuietBytes = 16 * Megabyte;

    /// <summary>Less is not worth a pause.</summary>
    private const long SpareBytes = 48 * Megabyte;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, time);
        long allocated = GC.GetTotalAllocatedBytes();
        bool wasQuiet = false;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            long now = GC.GetTotalAllocatedBytes();
            bool isQuiet = now - allocated < QuietBytes;
            allocated = now;
            if (isQuiet && (!wasQuiet || GC.GetGCMemoryInfo().TotalCommittedBytes - GC.GetTotalMemory(false) > SpareBytes))
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                GiveBackNative();
            }

            wasQuiet = isQuiet;
        }
    }

    private static void GiveBackNative()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = malloc_trim(0);
        }
        catch (Exception other) when (other is EntryPointNotFoundException or DllNotFoundException)
        {
            // Another C library than GNU's gives back by itself, or not at all.
        }
    }

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint keep);
}
