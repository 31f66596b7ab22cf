using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace StreamServer.Web;

/// <summary>
/// Debian's Chromium, with a microphone that plays a file, on the page of two real servers: one that is open and one that asks for a
/// key. It runs once, and every test looks at its own part of what it found. Pictures and figures lie in <c>artifacts/page</c>.
/// </summary>
public sealed partial class Browser : IAsyncLifetime
{
    private static readonly TimeSpan InstallLimit = TimeSpan.FromMinutes(3);

    /// <summary>Below the time after which a hanging run is ended from outside; alone it takes half a minute.</summary>
    private static readonly TimeSpan RunLimit = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan KeyLimit = TimeSpan.FromSeconds(60);

    private readonly Dictionary<string, string?> _results = new(StringComparer.Ordinal);

    public JsonElement Figures { get; private set; }

    /// <summary>The error of a check by its name; null when it passed.</summary>
    public string? this[string check] => _results.TryGetValue(check, out string? error) ? error : "It was not reached.";

    public async Task InitializeAsync()
    {
        DirectoryInfo data = Directory.CreateTempSubdirectory("streamserver-web-");
        try
        {
            string folder = await InstallAsync();
            ConcurrentQueue<string> printed = new();
            await using ServerProcess open = await ServerProcess.StartAsync(("AUTH_MODE", "none"), ("STT_MAX_LAG_MS", "60000"));
            await using ServerProcess keyed = await ServerProcess.StartAsync(
                printed,
                ("AUTH_MODE", "required"), ("DATA_DIR", data.FullName), ("LOG_LEVEL", "Information"), ("STT_MAX_LAG_MS", "60000"));
            string output = await NodeProgram.RunAsync(
                "node",
                folder,
                ["check.mjs"],
                new Dictionary<string, string>
                {
                    ["CHROMIUM"] = Environment.GetEnvironmentVariable("CHROMIUM") ?? "/usr/bin/chromium",
                    ["OPEN_URL"] = open.Url.ToString(),
                    ["KEYED_URL"] = keyed.Url.ToString(),
                    ["KEY"] = await FirstKeyAsync(printed),
                    ["ARTIFACTS"] = Path.Combine(Repository.Root, "artifacts", "page"),
                },
                RunLimit);
            foreach (string line in output.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                JsonElement found = JsonDocument.Parse(line).RootElement;
                if (found.TryGetProperty("figures", out JsonElement figures))
                {
                    Figures = figures;
                }
                else
                {
                    _results[found.GetProperty("name").GetString()!] =
                        found.TryGetProperty("error", out JsonElement error) ? error.GetString() : null;
                }
            }
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>What the first start of a server that asks for keys prints.</summary>
    private static async Task<string> FirstKeyAsync(ConcurrentQueue<string> printed)
    {
        using CancellationTokenSource limit = new(KeyLimit);
        while (true)
        {
            if (printed.Select(line => Key().Match(line)).FirstOrDefault(match => match.Success) is { } found)
            {
                return found.Value;
            }

            await Task.Delay(100, limit.Token);
        }
    }

    /// <summary>The pinned packages and the checks, in the folder of build outputs.</summary>
    private static async Task<string> InstallAsync()
    {
        string source = Path.Combine(Repository.Root, "tests", "StreamServer.Web", "browser");
        string folder = Path.Combine(Repository.Root, "artifacts", "page-check");
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.GetFiles(source))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
        }

        // Copied after everything is installed: the same lock file needs no second install.
        string lockFile = Path.Combine(folder, "package-lock.json");
        string installed = Path.Combine(folder, "node_modules", "installed-lock.json");
        if (!File.Exists(installed) || await File.ReadAllTextAsync(installed) != await File.ReadAllTextAsync(lockFile))
        {
            await NodeProgram.RunAsync(
                "npm", folder, ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], new Dictionary<string, string>(), InstallLimit);
            File.Copy(lockFile, installed);
        }

        return folder;
    }

    [GeneratedRegex("spk_live_[A-Za-z0-9]{8}_[A-Za-z0-9_-]{43}")]
    private static partial Regex Key();
}
