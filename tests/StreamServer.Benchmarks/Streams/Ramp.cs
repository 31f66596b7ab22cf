namespace StreamServer.Benchmarks.Streams;

/// <summary>Finds the largest number of streams that is held: up by a factor, then halfway between the last that was and the first that was
/// not.</summary>
internal static class Ramp
{
    private const double Factor = 2;

    /// <param name="first">Where it starts.</param>
    /// <param name="most">Where it ends even if that is held.</param>
    /// <param name="close">How close the two ends come, as a share.</param>
    /// <param name="tryAsync">Runs so many streams; whether they were held.</param>
    /// <returns>The largest number that was held; 0 when none was.</returns>
    public static async Task<int> RunAsync(int first, int most, double close, Func<int, Task<bool>> tryAsync)
    {
        int held = 0;
        int tooMany = 0;
        for (int streams = first; tooMany == 0 && held < most; streams = Math.Min(most, (int)Math.Ceiling(streams * Factor)))
        {
            if (await tryAsync(streams))
            {
                held = streams;
            }
            else
            {
                tooMany = streams;
            }
        }

        while (tooMany > 0 && tooMany - held > Math.Max(1, close * tooMany))
        {
            int streams = (held + tooMany) / 2;
            if (await tryAsync(streams))
            {
                held = streams;
            }
            else
            {
                tooMany = streams;
            }
        }

        return held;
    }
}
