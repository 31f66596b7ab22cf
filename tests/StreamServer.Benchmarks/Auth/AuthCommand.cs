using System.CommandLine;
using StreamServer.Models.Commands;

namespace StreamServer.Benchmarks.Auth;

/// <summary><c>bench auth</c>: what keys cost, what a flood of wrong ones does, and whether a killed server loses a record.</summary>
internal static class AuthCommand
{
    public static Command Create() => new("auth", "What keys cost; a flood of wrong keys; kill -9 in the middle of work.")
    {
        Latency(),
        Flood(),
        Kill(),
    };

    private static Command Latency()
    {
        Option<int> requests = NumberOptions.Whole("--requests", "Requests of each kind", 200_000);
        Command command = new("latency", "What a known key adds to a request, and its limits to a frame of a socket.") { requests };
        command.SetAction((result, _) => KeyLatency.RunAsync(result.GetValue(requests), Console.Out));
        return command;
    }

    private static Command Flood()
    {
        Option<int> seconds = NumberOptions.Whole("--seconds", "Length of the flood", 60);
        Option<int> rate = NumberOptions.Whole("--rate", "Wrong keys a second", 1000);
        Command command = new("flood", "Memory and the latency of right keys while wrong ones pour in.") { seconds, rate };
        command.SetAction((result, _) => KeyFlood.RunAsync(result.GetValue(seconds), result.GetValue(rate), Console.Out));
        return command;
    }

    private static Command Kill()
    {
        Option<int> kills = NumberOptions.Whole("--kills", "How often the server is killed", 100);
        Command command = new("kill", "Whether a server that is killed loses or doubles a usage record.") { kills };
        command.SetAction((result, _) => KillAsync(result.GetValue(kills), Console.Out));
        return command;
    }

    private static async Task<int> KillAsync(int kills, TextWriter output)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("streamserver-kill-");
        KillRun run = new(folder.FullName);
        await run.RunAsync(kills, answers: 20, output.WriteLine);
        folder.Delete(recursive: true);
        output.WriteLine(
            $"{kills} times killed: of {run.Acknowledged} acknowledged answers {run.Found} have a record, {run.Doubled} have two; "
            + $"the counters {(run.CountersAgree ? "agree" : "DISAGREE")} with the records.");
        return run.Found == run.Acknowledged && run.Doubled == 0 && run.CountersAgree ? 0 : 1;
    }
}
