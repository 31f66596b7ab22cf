using System.CommandLine;

namespace StreamServer.Endpoints.Commands.Keys;

/// <summary><c>keys …</c>: makes, lists, revokes and rotates keys and shows their usage, in the store that the settings name.</summary>
internal static class KeysCommand
{
    /// <param name="open">The store; asked for by a command that runs, not by its help.</param>
    public static Command Create(Func<KeysContext> open) => new(
        "keys", "Make, list, revoke and rotate API keys, and look at usage. Settings: .env.example")
    {
        CreateKey.Create(open),
        ListKeys.Create(open),
        RevokeKey.Create(open),
        RotateKey.Create(open),
        KeyUsage.Create(open),
    };

    /// <summary>Runs with a store that is closed afterwards.</summary>
    public static void Set(this Command command, Func<KeysContext> open, Func<KeysContext, ParseResult, CancellationToken, Task> run) =>
        command.SetAction(async (result, cancellation) =>
        {
            await using KeysContext context = open();
            context.Output = result.InvocationConfiguration.Output;
            await run(context, result, cancellation);
            return 0;
        });
}
