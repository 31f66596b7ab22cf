using System.CommandLine;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Plans;

namespace StreamServer.Endpoints.Commands.Keys;

/// <summary><c>keys create</c>.</summary>
internal static class CreateKey
{
    public static Command Create(Func<KeysContext> open)
    {
        Option<string> name = new("--name") { Description = "What it is for.", HelpName = "TEXT", Required = true };
        Option<string> owner = new("--owner")
        {
            Description = "Whom it belongs to.",
            HelpName = "TEXT",
            DefaultValueFactory = _ => "administrator",
        };
        Option<string> plan = new("--plan")
        {
            Description = "Its limits.",
            HelpName = "PLAN",
            DefaultValueFactory = _ => ShippedPlans.Free,
        };
        Option<string> scopes = new("--scopes")
        {
            Description = $"What it may do, separated by commas: {string.Join(", ", KeyScopeNames.All)}.",
            HelpName = "LIST",
            DefaultValueFactory = _ => "stt,tts",
        };
        Option<int?> days = new("--days") { Description = "Days until it expires; never without.", HelpName = "N" };
        Command command = new("create", "Make a key and show it, this once.") { name, owner, plan, scopes, days };
        command.Set(open, async (context, result, cancellation) =>
        {
            if (!KeyScopeNames.TryParse(result.GetValue(scopes)!.Split(','), out KeyScopes parsed, out string? unknown))
            {
                throw new Models.CommandException(
                    $"--scopes: there is no scope '{unknown}'; scopes are {string.Join(", ", KeyScopeNames.All)}.");
            }

            DateTimeOffset? expires = result.GetValue(days) is { } count ? TimeProvider.System.GetUtcNow().AddDays(count) : null;
            KeyWish wish = new(result.GetValue(name)!, result.GetValue(owner)!, result.GetValue(plan)!, parsed, expires);
            IssuedKey issued = await context.Office.CreateAsync(wish, cancellation);
            context.Output.WriteLine(issued.Text);
        });
        return command;
    }
}
