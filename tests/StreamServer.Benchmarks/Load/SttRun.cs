namespace StreamServer.Benchmarks.Load;

/// <summary>Runs a number of real-time streams side by side, started evenly over the first two seconds.</summary>
internal static class SttRun
{
    public static async Task<SttFigures> RunAsync(LoadOptions options, IReadOnlyList<(string Text, byte[] Samples)> spoken, int streams)
    {
        SttResult[] results = await Task.WhenAll(Enumerable.Range(0, streams).Select(async index =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2.0 * index / streams));
            return await new SttCaller(options.Url, options.Key).RunAsync(SttScript.Build(spoken, index, options.Seconds));
        }));

        foreach (string outcome in results.Select(result => result.Outcome).Where(outcome => outcome is not ("ok" or "refused")).Distinct())
        {
            Console.Error.WriteLine($"stt: {outcome}");
        }

        return new(
            streams,
            results.Count(result => result.Outcome == "refused"),
            results.Count(result => result.Outcome is not ("ok" or "refused")),
            Math.Round(results.Sum(result => result.SentSeconds), 3),
            Math.Round(results.Sum(result => result.HeardSeconds), 3),
            Percentiles.Of(results.SelectMany(result => result.FirstPartial)),
            Percentiles.Of(results.SelectMany(result => result.Final)),
            Percentiles.Of(results.SelectMany(result => result.Lag)),
            Math.Round(results.Sum(result => result.Errors) / (double)Math.Max(1, results.Sum(result => result.Words)), 4));
    }
}
