using System.CommandLine;

namespace StreamServer.Endpoints.Commands.Keys;

/// <summary><c>keys revoke</c>.</summary>
internal static class RevokeKey
{
    public static Command Create(Func<KeysContext> open)
    {
        Argument<string> id = new("id") { Description = "Of the key (keys list)." };
        Command command = new("revoke", "End a key; a running server refuses it within seconds and ends its streams.") { id };
        command.Set(open, async (context, result, cancellation) =>
        {
            var key = await context.Office.RevokeAsync(result.GetValue(id)!, cancellation);
            context.Output.WriteLine($"{key.Prefix} ({key.Name}) is revoked.");
        });
        return command;
    }
}
