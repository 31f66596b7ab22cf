namespace StreamServer.Testing.Hostile;

/// <summary>All fuzzers, one after the other, each for its share of the time.</summary>
internal static class HostileRun
{
    /// <param name="server">Running, for what goes through its edge; the readers run in this process.</param>
    public static IReadOnlyList<Fuzzer> Fuzzers(ServerProcess server)
    {
        double Memory() => server.MemoryMb;
        return [.. ReaderFuzzers.All(), .. new HttpFuzzers(server.Url, Memory).All(), .. new SocketFuzzers(server.Url, Memory).All()];
    }

    /// <param name="server">Running.</param>
    /// <param name="firstSeed">Of each fuzzer.</param>
    /// <param name="time">Of all together.</param>
    /// <param name="most">Cases of each at most.</param>
    /// <param name="say">Gets each report.</param>
    /// <returns>What failed, readable; empty when the server stood.</returns>
    public static async Task<IReadOnlyList<string>> RunAsync(
        ServerProcess server, int firstSeed, TimeSpan time, int most, Action<string> say)
    {
        List<string> failures = [];
        IReadOnlyList<Fuzzer> fuzzers = Fuzzers(server);
        foreach (Fuzzer fuzzer in fuzzers)
        {
            FuzzReport report = await fuzzer.RunAsync(firstSeed, time / fuzzers.Count, most);
            say(report.ToString());
            failures.AddRange(report.Failures.Select(failure => $"{report.Name}: {failure}"));
        }

        using HttpClient client = new() { BaseAddress = server.Url, Timeout = TimeSpan.FromSeconds(60) };
        using HttpResponseMessage health = await client.GetAsync("/health/ready");
        if (!health.IsSuccessStatusCode)
        {
            failures.Add($"afterwards /health/ready says {(int)health.StatusCode}");
        }

        return failures;
    }
}
