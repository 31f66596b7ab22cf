namespace StreamServer.Benchmarks.Load;

/// <summary>Runs a number of real-time streams side by side, started evenly over the first two seconds.</summary>
internal static class SttRun
{
    public static Task<SttFigures> RunAsync(SttLoad load, IReadOnlyList<(string Text, byte[] Samples)> spoken, int streams) =>
        RunAsync(load, index => SttScript.Build(spoken, index, load.Seconds), streams);

    /// <param name="load">How they are sent.</param>
    /// <param name="script">What the stream of that number sends.</param>
    /// <param name="streams">How many.</param>
    public static async Task<SttFigures> RunAsync(SttLoad load, Func<int, SttScript> script, int streams)
    {
        SttResult[] results = await Task.WhenAll(Enumerable.Range(0, streams).Select(async index =>
        {
            await Task.Delay(TimeSpan.FromSeconds(2.0 * index / streams));
            return await new SttCaller(load).RunAsync(script(index));
        }));

        foreach (string outcome in results.Select(result => result.Outcome).Where(outcome => !SttResult.IsExpected(outcome)).Distinct())
        {
            Console.Error.WriteLine($"stt: {outcome}");
        }

        return SttFigures.Of(streams, results);
    }
}
