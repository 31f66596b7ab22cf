using System.Globalization;
using StreamServer.Testing;
using StreamServer.Testing.Hostile;

namespace StreamServer.Benchmarks.Hostile;

/// <summary>
/// <c>bench hostile</c>: feeds every reader, body and socket of a server of its own hostile input for a while: the fuzzers that the
/// tests run for a minute. Says how many cases there were, what failed with its seed, how far memory rose, how long the slowest took.
/// </summary>
internal static class HostileCommand
{
    public const string Usage = """
          hostile options:
            --minutes N    of all fuzzers together, default 10
            --seed N       first seed of each, default from the clock; a failure names its own
        """;

    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        double minutes = Number("--minutes", 10);
        int seed = (int)Number("--seed", Environment.TickCount & 0xFFFFFF);
        await using ServerProcess server = await ServerProcess.StartAsync(("MODELS_DIR", Repository.Models));
        double before = server.MemoryMb;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{minutes} minutes from seed {seed}; the server holds {before:0} MB"));
        IReadOnlyList<string> failures = await HostileRun.RunAsync(server, seed, TimeSpan.FromMinutes(minutes), Console.WriteLine);
        await Task.Delay(TimeSpan.FromSeconds(10));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{failures.Count} failures; 10 s later the server holds {server.MemoryMb:0} MB, {before:0} before"));
        return failures.Count == 0 ? 0 : 1;

        double Number(string option, double otherwise)
        {
            int at = args.ToList().IndexOf(option);
            return at >= 0 && at + 1 < args.Count ? double.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;
        }
    }
}
