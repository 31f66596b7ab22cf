using System.Diagnostics;

namespace StreamServer.Testing;

/// <summary>
/// Programs for Node.js with the packages that their lock file pins, in the folder of build outputs. Fails without Node.js and npm.
/// </summary>
internal sealed class NodePackages
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(10);
    private static readonly SemaphoreSlim Installing = new(1, 1);

    private readonly string _folder;

    private NodePackages(string folder) => _folder = folder;

    /// <summary>Copies the programs and installs what they need, unless that is there already.</summary>
    /// <param name="source">Folder of the programs, of <c>package.json</c> and of its lock file.</param>
    public static async Task<NodePackages> InstallAsync(string source)
    {
        NodePackages packages = new(Path.Combine(Repository.Root, "artifacts", Path.GetFileName(source)));
        await Installing.WaitAsync();
        try
        {
            await packages.InstallFromAsync(source);
            return packages;
        }
        finally
        {
            Installing.Release();
        }
    }

    /// <summary>Runs a program to its end.</summary>
    /// <returns>Its exit code, and what it wrote to each stream.</returns>
    public async Task<(int Code, string Output, string Errors)> RunAsync(
        string program, string[] arguments, IEnumerable<KeyValuePair<string, string>> environment, TimeSpan most)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using CancellationTokenSource limit = new(most);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output, await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private async Task InstallFromAsync(string source)
    {
        CopyFolder(new DirectoryInfo(source), _folder);

        // Copied after everything is installed: the same lock file needs no second install.
        string lockFile = Path.Combine(_folder, "package-lock.json");
        string installed = Path.Combine(_folder, "node_modules", "installed-lock.json");
        if (File.Exists(installed) && await File.ReadAllTextAsync(installed) == await File.ReadAllTextAsync(lockFile))
        {
            return;
        }

        (int code, string output, string errors) =
            await RunAsync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], [], InstallLimit);
        if (code != 0)
        {
            throw new InvalidOperationException($"npm ci in {_folder}: {output}{errors}");
        }

        File.Copy(lockFile, installed, overwrite: true);
    }

    private static void CopyFolder(DirectoryInfo source, string target)
    {
        Directory.CreateDirectory(target);
        // .env is somebody's own settings, with secrets.
        foreach (FileInfo file in source.GetFiles().Where(file => file.Name is not ".env"))
        {
            file.CopyTo(Path.Combine(target, file.Name), overwrite: true);
        }

        // What somebody has built or stored there by hand stays there.
        foreach (DirectoryInfo folder in source.GetDirectories().Where(folder => folder.Name is not ("node_modules" or "dist" or "data")))
        {
            CopyFolder(folder, Path.Combine(target, folder.Name));
        }
    }
}
