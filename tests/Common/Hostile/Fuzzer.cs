using System.Diagnostics;

namespace StreamServer.Testing.Hostile;

/// <summary>Feeds one kind of input, seed after seed; the same seed makes the same input.</summary>
/// <param name="name">What is fed.</param>
/// <param name="feed">Feeds the input of a seed; gives what is wrong with what came of it, or null.</param>
/// <param name="memoryMb">Resident memory now of what is fed.</param>
internal sealed class Fuzzer(string name, Func<int, CancellationToken, Task<string?>> feed, Func<double> memoryMb)
{
    /// <summary>No input may hold anything for longer, whatever else the machine does.</summary>
    private static readonly TimeSpan CaseLimit = TimeSpan.FromSeconds(60);

    /// <summary>More say nothing new.</summary>
    private const int MostFailures = 5;

    public string Name => name;

    /// <param name="firstSeed">Of the first case; each further one has the next.</param>
    /// <param name="time">After which no case begins.</param>
    /// <param name="most">Cases at most: as many as a quick machine does are then the same ones everywhere.</param>
    public async Task<FuzzReport> RunAsync(int firstSeed, TimeSpan time, int most)
    {
        Stopwatch all = Stopwatch.StartNew();
        List<string> failures = [];
        (TimeSpan longest, int slowest) = (TimeSpan.Zero, firstSeed);
        double before = memoryMb();
        double peak = before;
        int seed = firstSeed;
        while (all.Elapsed < time && seed - firstSeed < most && failures.Count < MostFailures)
        {
            Stopwatch one = Stopwatch.StartNew();
            if (await TryAsync(seed) is { } fault)
            {
                failures.Add($"seed {seed}: {fault}");
            }

            (longest, slowest) = one.Elapsed > longest ? (one.Elapsed, seed) : (longest, slowest);
            peak = Math.Max(peak, memoryMb());
            seed++;
        }

        return new FuzzReport(name, seed - firstSeed, failures, peak - before, longest, slowest);
    }

    private async Task<string?> TryAsync(int seed)
    {
        using CancellationTokenSource limit = new(CaseLimit);
        try
        {
            return await feed(seed, limit.Token).WaitAsync(CaseLimit + TimeSpan.FromSeconds(5));
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            return $"no end within {CaseLimit.TotalSeconds} s";
        }
        catch (Exception exception)
        {
            return exception.ToString().ReplaceLineEndings(" | ");
        }
    }
}
