using System.CommandLine;
using StreamServer.Auth.Keys;

namespace StreamServer.Endpoints.Commands.Keys;

/// <summary><c>keys rotate</c>.</summary>
internal static class RotateKey
{
    public static Command Create(Func<KeysContext> open)
    {
        Argument<string> id = new("id") { Description = "Of the key (keys list)." };
        Option<double> grace = new("--grace-hours")
        {
            Description = "Hours for which the old secret still works.",
            HelpName = "N",
            DefaultValueFactory = _ => 0,
        };
        Command command = new("rotate", "Give a key a new secret and show it, this once; its id, limits and usage stay.") { id, grace };
        command.Set(open, async (context, result, cancellation) =>
        {
            IssuedKey issued = await context.Office.RotateAsync(
                result.GetValue(id)!, TimeSpan.FromHours(result.GetValue(grace)), cancellation);
            context.Output.WriteLine(issued.Text);
        });
        return command;
    }
}
