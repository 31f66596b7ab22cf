using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using StreamServer.Endpoints.Server;
using StreamServer.Inference;
using StreamServer.Models;

namespace StreamServer.Endpoints.Commands;

/// <summary>The one way from words on the command line to a command: for the server's program and for the benchmarks'.</summary>
internal static class CommandLine
{
    public const int Failed = 1;
    public const int Misused = 2;
    public const int Interrupted = 130;

    private static readonly ParserConfiguration Parser = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    /// <summary>Parses and runs; what went wrong is one line each on <paramref name="error"/>.</summary>
    /// <returns>The command's exit code; <see cref="Failed"/>, <see cref="Misused"/> for words or settings that are wrong, <see
    /// cref="Interrupted"/>.</returns>
    public static async Task<int> RunAsync(RootCommand root, IReadOnlyList<string> args, TextWriter output, TextWriter error)
    {
        ParseResult result = root.Parse(args, Parser);
        if (result.Action is ParseErrorAction)
        {
            foreach (string message in result.Errors.Select(mistake => OneLine(mistake.Message)).Distinct())
            {
                error.WriteLine(message);
            }

            error.WriteLine($"Help: {Path(result)} --help");
            return Misused;
        }

        try
        {
            // Signals stay with the commands: a server drains for longer than any limit that would suit the others.
            return await result.InvokeAsync(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
        }
        catch (SettingsException exception)
        {
            foreach (string mistake in exception.Mistakes)
            {
                error.WriteLine($"setting: {mistake}");
            }

            error.WriteLine($"{exception.Mistakes.Count} mistake(s); .env.example explains each setting.");
            return Misused;
        }
        catch (Exception exception) when (exception is CommandException or StreamException)
        {
            error.WriteLine(exception.Message);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("Interrupted.");
            return Interrupted;
        }
    }

    // The parser lists allowed values on lines of their own.
    private static string OneLine(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Path(ParseResult result)
    {
        List<string> words = [];
        for (SymbolResult? part = result.CommandResult; part is CommandResult command; part = part.Parent)
        {
            words.Insert(0, command.Command is RootCommand root ? root.HelpName ?? root.Name : command.Command.Name);
        }

        return string.Join(' ', words);
    }
}
