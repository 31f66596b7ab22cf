using System.Diagnostics;

namespace StreamServer.Web;

/// <summary>Runs a program of Node.js to its end.</summary>
internal static class NodeProgram
{
    /// <returns>What it printed.</returns>
    /// <exception cref="InvalidOperationException">It failed: with what it printed.</exception>
    public static async Task<string> RunAsync(
        string program, string folder, string[] arguments, IReadOnlyDictionary<string, string> environment, TimeSpan limit)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using CancellationTokenSource late = new(limit);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(late.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(late.Token);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        return process.ExitCode == 0
            ? await output
            : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await output}{await errors}");
    }
}
