using StreamServer.Testing.Hostile;
using Xunit.Abstractions;

namespace StreamServer.Hostile;

/// <summary>A bounded share of what <c>./run.sh bench hostile</c> does for minutes: the same fuzzers, the same seeds each time.</summary>
[Collection(HostileServer.Collection)]
public sealed class FuzzTests(HostileServer server, ITestOutputHelper output)
{
    private const int Cases = 600;

    private static readonly TimeSpan Share = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task NoInputOfAnyReaderBodyOrSocketIsAFaultOfTheServers()
    {
        string folder = Path.Combine(Repository.Root, "artifacts", "test-results");
        Directory.CreateDirectory(folder);
        await using StreamWriter file = File.CreateText(Path.Combine(folder, "hostile.txt"));

        IReadOnlyList<string> failures = await HostileRun.RunAsync(server.Process, firstSeed: 1, Share, Cases, report =>
        {
            output.WriteLine(report);
            file.WriteLine(report);
        });

        Assert.True(failures.Count == 0, string.Join('\n', failures));
    }
}
