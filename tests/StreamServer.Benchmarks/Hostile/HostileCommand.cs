using System.CommandLine;
using System.Globalization;
using StreamServer.Models.Commands;
using StreamServer.Testing.Hostile;

namespace StreamServer.Benchmarks.Hostile;

/// <summary>
/// <c>bench hostile</c>: feeds every reader, body and socket of a server of its own hostile input for a while: the fuzzers that the
/// tests run for a minute. Says how many cases there were, what failed with its seed, how far memory rose, how long the slowest took.
/// </summary>
internal static class HostileCommand
{
    public static Command Create()
    {
        Option<double> minutes = NumberOptions.Positive("--minutes", "Minutes of all fuzzers together", 10);
        Option<int> seed = NumberOptions.Whole("--seed", "First seed of each fuzzer, else one from the clock; a failure names its own", 0);
        Command command = new("hostile", "Feeds every reader, body and socket hostile input.") { minutes, seed };
        command.SetAction((result, _) => RunAsync(result.GetValue(minutes), result.GetValue(seed)));
        return command;
    }

    private static async Task<int> RunAsync(double minutes, int firstSeed)
    {
        int seed = firstSeed > 0 ? firstSeed : 1 + (Environment.TickCount & 0xFFFFFF);
        await using ServerProcess server = await ServerProcess.StartAsync(("MODELS_DIR", Repository.Models));
        double before = server.MemoryMb;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{minutes} minutes from seed {seed}; the server holds {before:0} MB"));
        IReadOnlyList<string> failures =
            await HostileRun.RunAsync(server, seed, TimeSpan.FromMinutes(minutes), int.MaxValue, Console.WriteLine);
        await Task.Delay(TimeSpan.FromSeconds(10));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{failures.Count} failures; 10 s later the server holds {server.MemoryMb:0} MB, {before:0} before"));
        return failures.Count == 0 ? 0 : 1;
    }
}
