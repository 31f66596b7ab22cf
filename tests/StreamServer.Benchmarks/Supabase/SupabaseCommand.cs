using System.CommandLine;
using System.Diagnostics;
using StreamServer.Models.Commands;
using StreamServer.Supabase;

namespace StreamServer.Benchmarks.Supabase;

/// <summary>
/// <c>bench supabase</c>: a PostgreSQL and Supabase's Data API of its own, a server in a process of its own, callers; Supabase goes for
/// long, then again with a server that is killed over and over; every answer must have its usage record, once.
/// </summary>
internal static class SupabaseCommand
{
    public static Command Create()
    {
        Option<int> minutes = NumberOptions.Whole("--minutes", "Minutes that Supabase is gone", 10);
        Option<int> kills = NumberOptions.Whole("--kills", "Kills of the server during a second outage", 100);
        Option<int> callers = NumberOptions.Whole("--callers", "Callers at once", 4);
        Option<string?> only = new("--only") { Description = "One part alone.", HelpName = "outage|kills" };
        only.AcceptOnlyFromAmong("outage", "kills");
        Command command = new("supabase", "Supabase gone for long, and with kills: is every record there, once?")
        {
            minutes, kills, callers, only
        };
        command.SetAction((result, _) => RunAsync(
            result.GetValue(only) == "kills" ? 0 : result.GetValue(minutes),
            result.GetValue(only) == "outage" ? 0 : result.GetValue(kills),
            result.GetValue(callers)));
        return command;
    }

    private static async Task<int> RunAsync(int minutes, int kills, int callers)
    {
        bool isWell = true;
        if (minutes > 0)
        {
            isWell &= await RunAsync($"Supabase gone for {minutes} minutes", new OutageOptions(TimeSpan.FromMinutes(minutes), 0, callers));
        }

        if (kills > 0)
        {
            isWell &= await RunAsync($"Supabase gone, {kills} kills", new OutageOptions(TimeSpan.Zero, kills, callers));
        }

        return isWell ? 0 : 1;
    }

    private static async Task<bool> RunAsync(string title, OutageOptions options)
    {
        Stopwatch watch = Stopwatch.StartNew();
        Console.WriteLine(title);
        await using SupabaseProject project = await SupabaseProject.StartAsync();
        OutageResult result = await OutageRun.RunAsync(
            options, project, line => Console.WriteLine($"  {watch.Elapsed:hh\\:mm\\:ss} {line}"));
        Console.WriteLine($"  {result.Acknowledged} answers, {result.DuringOutage} of them without Supabase");
        Console.WriteLine($"  {result.Missing} without a record, {result.Twice} records too many, "
            + $"{result.Uncharged} millionths of a credit between records and ledger");
        Console.WriteLine($"  {result.Refused} refused; an unknown key: {result.Unknown}; "
            + $"{(result.IsAsPromised ? "as promised" : "WRONG")}");
        return result.IsAsPromised;
    }
}
