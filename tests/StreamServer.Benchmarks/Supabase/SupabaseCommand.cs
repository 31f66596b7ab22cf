using System.Diagnostics;
using System.Globalization;
using StreamServer.Supabase;

namespace StreamServer.Benchmarks.Supabase;

/// <summary>
/// <c>bench supabase</c>: a PostgreSQL and Supabase's Data API of its own, a server in a process of its own, callers; Supabase goes for
/// long, then again with a server that is killed over and over; every answer must have its usage record, once.
/// </summary>
internal static class SupabaseCommand
{
    public const string Usage = """
          supabase options:
            --minutes N    that Supabase is gone, default 10; 0 leaves this part out
            --kills N      of the server during a second outage, default 100; 0 leaves this part out
            --callers N    at once, default 4
        """;

    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        double minutes = Number("--minutes", 10);
        int kills = (int)Number("--kills", 100);
        int callers = (int)Number("--callers", 4);
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

        double Number(string name, double otherwise)
        {
            int index = args.ToList().IndexOf(name);
            return index >= 0 && index + 1 < args.Count ? double.Parse(args[index + 1], CultureInfo.InvariantCulture) : otherwise;
        }
    }

    private static async Task<bool> RunAsync(string title, OutageOptions options)
    {
        Stopwatch watch = Stopwatch.StartNew();
        Console.WriteLine(title);
        await using SupabaseProject project = await SupabaseProject.StartAsync();
        OutageResult result = await OutageRun.RunAsync(options, project, line => Console.WriteLine($"  {watch.Elapsed:hh\\:mm\\:ss} {line}"));
        Console.WriteLine($"  {result.Acknowledged} answers, {result.DuringOutage} of them without Supabase; {result.Missing} without a record, "
            + $"{result.Twice} records too many, {result.Uncharged} millionths of a credit between records and ledger; "
            + $"{result.Refused} refused; an unknown key: {result.Unknown}; {(result.IsAsPromised ? "as promised" : "WRONG")}");
        return result.IsAsPromised;
    }
}
