using System.Diagnostics;

namespace StreamServer.Benchmarks.Load;

/// <summary>Keeps a number of speech requests in flight until all are done.</summary>
internal static class TtsRun
{
    public static async Task<TtsFigures> RunAsync(TtsCaller caller, int concurrency, int requests)
    {
        requests = requests > 0 ? requests : Math.Max(16, 4 * concurrency);
        TtsResult[] results = new TtsResult[requests];
        int next = 0;
        Stopwatch wall = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, concurrency).Select(async _ =>
        {
            int index;
            while ((index = Interlocked.Increment(ref next) - 1) < requests)
            {
                results[index] = await caller.SpeakAsync(Sentences.Pair(index));
            }
        }));
        double seconds = wall.Elapsed.TotalSeconds;

        TtsResult[] good = [.. results.Where(result => result.Ok)];
        double Within(double limit) => good.Length == 0 ? 0 : Math.Round(
            good.Count(result => result.LargestUnderrun <= limit) / (double)good.Length, 4);
        return new(
            concurrency,
            requests,
            results.Count(result => result.Status is 429 or 503),
            results.Count(result => !result.Ok && result.Status is not (429 or 503)),
            Math.Round(seconds, 2),
            Math.Round(good.Length / seconds, 2),
            Math.Round(good.Sum(result => result.AudioSeconds) / seconds, 2),
            Percentiles.Of(good.Select(result => result.FirstAudio)),
            Percentiles.Of(good.Select(result => result.Total)),
            Percentiles.Of(good.Select(result => result.Total / 1000 / result.AudioSeconds)),
            Within(50),
            Within(100),
            Within(200));
    }
}
