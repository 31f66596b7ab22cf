using System.Globalization;

namespace StreamServer.Testing;

/// <summary>
/// How the figures of speech grow with the callers, as multiples of those of one caller, beside the shape of the earlier system: its
/// time to first audio grew 2.8 times from 1 to 20 callers and 8 times to 50, its streaming throughput 10 times.
/// </summary>
internal static class LoadGrowth
{
    private static readonly Dictionary<int, double> EarlierFirstAudio = new() { [1] = 1, [20] = 2.8, [50] = 8 };
    private static readonly Dictionary<int, double> EarlierThroughput = new() { [1] = 1, [50] = 10 };

    /// <returns>A table, one line a run; empty when none of one caller, or no other, is among the runs.</returns>
    public static IReadOnlyList<string> Table(IReadOnlyList<TtsFigures> runs)
    {
        if (runs.Count < 2 || runs.FirstOrDefault(
            run => run.Concurrency == 1) is not { FirstAudioMs.P50: > 0, AudioSecondsPerSecond: > 0 } one)
        {
            return [];
        }

        return
        [
            "times one caller   first audio p50   the earlier system   audio/s   the earlier system",
            .. runs.Select(run => string.Create(
                CultureInfo.InvariantCulture,
                $"  {run.Concurrency,3} at once {run.FirstAudioMs.P50 / one.FirstAudioMs.P50,21:F1} {Earlier(EarlierFirstAudio, run),20} "
                    + $"{run.AudioSecondsPerSecond / one.AudioSecondsPerSecond,9:F1} {Earlier(EarlierThroughput, run),20}")),
        ];
    }

    private static string Earlier(Dictionary<int, double> shape, TtsFigures run) =>
        shape.TryGetValue(run.Concurrency, out double factor) ? factor.ToString("F1", CultureInfo.InvariantCulture) : "-";
}
