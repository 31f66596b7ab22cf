using System.CommandLine;

namespace StreamServer.Models.Commands;

/// <summary>What every <c>models …</c> command does around its work.</summary>
internal static class ModelsAction
{
    /// <summary>
    /// Opens the models folder when the command runs, listens for Ctrl-C, and says what the disk refused in one sentence.
    /// </summary>
    /// <param name="open">The models folder and the console.</param>
    /// <param name="run">The work; gives the exit code.</param>
    public static void Set(
        this Command command, Func<ModelsContext> open, Func<ModelsContext, ParseResult, CancellationToken, Task<int>> run) =>
        command.SetAction(async (result, cancellation) =>
        {
            using ConsoleInterrupt interrupt = new();
            using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, interrupt.Token);
            try
            {
                return await run(open(), result, both.Token);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new CommandException(exception.Message, exception);
            }
        });
}
