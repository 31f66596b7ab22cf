using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using StreamServer.Benchmarks.Load;
using StreamServer.Models.Commands;

namespace StreamServer.Benchmarks.Streams;

/// <summary>
/// Three times more callers than the server has room for, for a long time: who is refused comes back after a while. Shows by
/// thirds of the time what the admitted ones get, whether a final is missing, and whether memory grows.
/// </summary>
internal static class OverloadCommand
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SampleInterval = TimeSpan.FromSeconds(1);

    public static Command Create()
    {
        Option<int> seconds = NumberOptions.Whole("--seconds", "How long it lasts", 600);
        Option<int> sessions = NumberOptions.Whole("--sessions", "Callers that the server has room for", 40);
        Option<int> callers = NumberOptions.Whole("--callers", "Callers, default three for each that there is room for", 0);
        Option<int> stream = NumberOptions.Whole("--stream", "Seconds of one stream", 20);
        Option<int> lag = NumberOptions.Whole("--lag", "STT_MAX_LAG_MS", 500);
        Command command = new("overload", "Three times more callers than there is room for.") { seconds, sessions, callers, stream, lag };
        command.SetAction((result, _) => RunAsync(
            result.GetValue(seconds),
            result.GetValue(sessions),
            result.GetValue(callers) is > 0 and int given ? given : 3 * result.GetValue(sessions),
            result.GetValue(stream),
            result.GetValue(lag)));
        return command;
    }

    private static async Task<int> RunAsync(double seconds, int sessions, int callers, int stream, int lag)
    {
        IReadOnlyList<(string Text, byte[] Samples)> spoken = Recordings.All();
        await using ServerProcess server = await ServerProcess.StartAsync(
            ("STT_MAX_SESSIONS", $"{sessions}"), ("STT_MAX_SESSIONS_OF_ONE", $"{sessions}"), ("STT_MAX_LAG_MS", $"{lag}"));
        SttLoad load = new(server.Url, null, stream);
        await SttRun.RunAsync(load with { Seconds = 5 }, spoken, 4);

        Console.WriteLine($"{callers} callers for {seconds} s, room for {sessions}.");
        Stopwatch clock = Stopwatch.StartNew();
        ConcurrentQueue<(double At, SttResult Result)> results = [];
        ConcurrentQueue<(double At, double Megabytes)> memory = [];
        using CancellationTokenSource over = new(TimeSpan.FromSeconds(seconds));
        Task sampling = SampleAsync(server, clock, memory, over.Token);
        await Task.WhenAll(Enumerable.Range(0, callers)
            .Select(caller => CallAsync(load, spoken, caller, callers, clock, results, over.Token)));
        await sampling;
        return Report(seconds, [.. results], [.. memory]);
    }

    private static async Task CallAsync(
        SttLoad load,
        IReadOnlyList<(string Text, byte[] Samples)> spoken,
        int caller,
        int callers,
        Stopwatch clock,
        ConcurrentQueue<(double At, SttResult Result)> results,
        CancellationToken over)
    {
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(2.0 * caller / callers), over);
            for (int round = 0; !over.IsCancellationRequested; round++)
            {
                double at = clock.Elapsed.TotalSeconds;
                SttResult result = await new SttCaller(load).RunAsync(SttScript.Build(spoken, caller + round, load.Seconds));
                results.Enqueue((at, result));
                if (result.Outcome != SttResult.Ok)
                {
                    await Task.Delay(RetryAfter, over);
                }
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    private static async Task SampleAsync(
        ServerProcess server, Stopwatch clock, ConcurrentQueue<(double At, double Megabytes)> memory, CancellationToken over)
    {
        using PeriodicTimer timer = new(SampleInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
            {
                memory.Enqueue((clock.Elapsed.TotalSeconds, server.MemoryMb));
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    private static int Report(double seconds, (double At, SttResult Result)[] results, (double At, double Megabytes)[] memory)
    {
        Console.WriteLine("| third | served | refused 503 | closed 1013 | failed | finals | lost | final p50 ms | p95 ms | p99 ms | lag "
            + "p95 ms | memory MB, mean | max |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        double[] means = new double[3];
        bool good = true;
        for (int third = 0; third < 3; third++)
        {
            (double from, double to) = (third * seconds / 3, (third + 1) * seconds / 3);
            SttResult[] here = [.. results.Where(item => item.At >= from && item.At < to).Select(item => item.Result)];
            double[] sampled = [.. memory.Where(item => item.At >= from && item.At < to).Select(item => item.Megabytes).DefaultIfEmpty()];
            SttFigures run = SttFigures.Of(here.Length, here);
            means[third] = sampled.Average();
            good &= run.Failed + run.Lost == 0;
            int served = here.Length - run.Refused - run.Shed - run.Failed;
            Console.WriteLine($"| {third + 1} | {served} | {run.Refused} | {run.Shed} | {run.Failed} | {run.Spoken} | {run.Lost} | "
                + $"{run.FinalMs.P50:F0} | {run.FinalMs.P95:F0} | {run.FinalMs.P99:F0} | {run.LagMs.P95:F0} | {means[third]:F0} | "
                + $"{sampled.Max():F0} |");
        }

        foreach (IGrouping<string, SttResult> failure in results.Select(item => item.Result)
            .Where(result => !SttResult.IsExpected(result.Outcome)).GroupBy(result => result.Outcome))
        {
            Console.WriteLine($"failed {failure.Count()} times: {failure.Key}");
        }

        Console.WriteLine($"Memory, last third against first: {100 * ((means[2] / means[0]) - 1):+0.0;-0.0} %.");
        return good ? 0 : 1;
    }
}
