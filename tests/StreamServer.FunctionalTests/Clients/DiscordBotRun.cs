using StreamServer.Auth.Keys;
using StreamServer.FunctionalTests.Auth;

namespace StreamServer.FunctionalTests.Clients;

/// <summary>
/// The tests of <c>clients/discord</c>: the unmodified bot between a Discord on this machine and the real server. They wait for
/// speech to be spoken far longer than they work, so that all files run at once.
/// </summary>
public sealed class DiscordBotRun : IAsyncLifetime
{
    private static readonly TimeSpan Most = TimeSpan.FromMinutes(4);

    private readonly KeyedServer _server = new();
    private readonly Dictionary<string, Task<(int Code, string Output, string Errors)>> _runs = [];

    public static string Folder { get; } = Path.Combine(Repository.Root, "clients", "discord");

    /// <summary>Names of the files without their ending.</summary>
    public static IEnumerable<string> Files { get; } = [.. Directory.GetFiles(Path.Combine(Folder, "test"), "*.test.ts")
        .Select(file => Path.GetFileName(file)[..^".test.ts".Length]).Order(StringComparer.Ordinal)];

    public async Task InitializeAsync()
    {
        await _server.InitializeAsync();
        NodePackages packages = await NodePackages.InstallAsync(Folder);
        (int code, string output, string errors) = await packages.RunAsync("npm", ["run", "build"], [], Most);
        Assert.True(code == 0, $"npm run build: {output}{errors}");
        IssuedKey key = await _server.KeyAsync();
        Dictionary<string, string> environment = new()
        {
            ["STREAM_SERVER_URL"] = _server.Server.Address.ToString(),
            ["STREAM_SERVER_KEY"] = key.Text,
            ["STREAM_SERVER_DLL"] = Path.Combine(AppContext.BaseDirectory, "StreamServer.dll"),
            ["MODELS_DIR"] = Path.Combine(Repository.Root, "models"),
        };
        foreach (string file in Files)
        {
            _runs[file] = packages.RunAsync("node", ["--test-reporter=tap", $"dist/test/{file}.test.js"], environment, Most);
        }
    }

    /// <summary>Waits for one file's end.</summary>
    public Task<(int Code, string Output, string Errors)> OfAsync(string file) => _runs[file];

    public async Task DisposeAsync()
    {
        await Task.WhenAll(_runs.Values).ContinueWith(_ => { }, TaskScheduler.Default);
        await _server.DisposeAsync();
    }
}
