using System.CommandLine;
using System.Globalization;
using StreamServer.Auth.Calls;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Usage;
using StreamServer.Endpoints.Admin;

namespace StreamServer.Endpoints.Commands.Keys;

/// <summary><c>keys usage</c>.</summary>
internal static class KeyUsage
{
    public static Command Create(Func<KeysContext> open)
    {
        Argument<string?> id = new("id") { Description = "Of the key; without it the sum over all.", Arity = ArgumentArity.ZeroOrOne };
        Option<int> days = new("--days") { Description = "Days back, today included.", HelpName = "N", DefaultValueFactory = _ => 30 };
        Command command = new("usage", "Usage by day, and for one key its limits and credits.") { id, days };
        command.Set(open, (context, result, cancellation) => RunAsync(
            context, result.GetValue(id), UsageEndpoint.CheckDays(result.GetValue(days)), cancellation));
        return command;
    }

    private static async Task RunAsync(KeysContext context, string? id, int days, CancellationToken cancellation)
    {
        if (id is null)
        {
            Write(context.Output, await context.Books.Reports.ReadAllAsync(days, cancellation));
            return;
        }

        (_, QuotaAccount account) = await context.Books.AccountAsync(id, cancellation);
        UsageReport report = await context.Books.Reports.ReadAsync(account, days, cancellation);
        context.Output.WriteLine($"plan {account.Plan.Id}");
        foreach (LimitStand stand in report.Limits)
        {
            context.Output.WriteLine($"  {stand.Name}: {stand.Remaining} of {stand.Limit} left");
        }

        Write(context.Output, report.Days);
    }

    private static void Write(TextWriter output, IReadOnlyList<UsageDay> days) => TextTable.Write(output,
    [
        ["DAY", "KIND", "REQUESTS", "FAILED", "CHARACTERS", "AUDIO s", "CREDITS"],
        .. days.Select(UsageLine.Of).Select(line => new[]
        {
            line.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            line.Kind,
            Number(line.Requests),
            Number(line.Failed),
            Number(line.Characters),
            line.AudioSeconds.ToString("F1", CultureInfo.InvariantCulture),
            line.Credits.ToString("0.######", CultureInfo.InvariantCulture),
        }),
    ]);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
