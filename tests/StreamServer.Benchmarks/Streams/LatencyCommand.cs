using System.CommandLine;
using StreamServer.Benchmarks.Load;
using StreamServer.Models.Commands;

namespace StreamServer.Benchmarks.Streams;

/// <summary>End of speech to final at several numbers of real-time streams, with 250 ms of endpointing. Client and server share the
/// machine.</summary>
internal static class LatencyCommand
{
    public static Command Create()
    {
        Option<int[]> streams = NumberOptions.Wholes("--streams", "Streams at once, one run for each number", [1, 10, 20, 40]);
        Option<int> seconds = NumberOptions.Whole("--seconds", "Length of a stream", 30);
        Command command = new("latency", "End of speech to final, at several numbers of streams.") { streams, seconds };
        command.SetAction((result, _) => RunAsync(result.GetRequiredValue(streams), result.GetValue(seconds)));
        return command;
    }

    private static async Task<int> RunAsync(IReadOnlyList<int> counts, int seconds)
    {
        IReadOnlyList<(string Text, byte[] Samples)> spoken = Recordings.All();
        await using ServerProcess server = await ServerProcess.StartAsync(("STT_MAX_SESSIONS", "1000"), ("STT_ENDPOINTING_MS", "250"));
        SttLoad load = new(server.Url, null, seconds);
        await SttRun.RunAsync(load with { Seconds = 5 }, spoken, 2);

        Console.WriteLine("| streams | finals | p50 ms | p95 ms | p99 ms | max ms | lag p95 ms | lost | failed |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        bool good = true;
        foreach (int streams in counts)
        {
            // One stream speaks a few sentences only: it speaks for longer.
            SttLoad here = streams < 5 ? load with { Seconds = 2 * load.Seconds } : load;
            SttFigures run = await SttRun.RunAsync(here, spoken, streams);
            Console.WriteLine($"| {streams} | {run.FinalMs.Count} | {run.FinalMs.P50:F0} | {run.FinalMs.P95:F0} | {run.FinalMs.P99:F0} | "
                + $"{run.FinalMs.Max:F0} | {run.LagMs.P95:F0} | {run.Lost} | {run.Failed + run.Refused + run.Shed} |");
            good &= run.Failed + run.Lost == 0;
        }

        return good ? 0 : 1;
    }
}
