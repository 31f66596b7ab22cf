namespace StreamServer.Benchmarks.Load;

/// <summary>Runs a number of real-time streams side by side, started evenly over the first two seconds.</summary>
internal static class SttRun
{
    public static async Task<SttFigures> RunAsync(SttLoad load, IReadOnlyList<(string Text, byte[] Samples)> spoken, int streams)
    {
        SttResult[] results = await Task.WhenAll(Enumerable.Range(0, streams).Select(async index =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2.0 * index / streams));
            return await new SttCaller(load).RunAsync(SttScript.Build(spoken, index, load.Seconds));
        }));

        foreach (string outcome in results.Select(result => result.Outcome).Where(outcome => !SttResult.IsExpected(outcome)).Distinct())
        {
            Console.Error.WriteLine($"stt: {outcome}");
        }

        return SttFigures.Of(streams, results);
    }
}
