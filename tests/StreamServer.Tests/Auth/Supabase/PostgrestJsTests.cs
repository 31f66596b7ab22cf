using System.Diagnostics;
using StreamServer.Supabase;

namespace StreamServer.Tests.Auth.Supabase;

/// <summary>Supabase's own client gets from the test server what it expects of PostgREST. Fails without Node.js and npm.</summary>
[Collection(PostgresFixture.Name)]
public sealed class PostgrestJsTests(PostgresFixture postgres)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task The_vendors_client_agrees_with_the_test_server()
    {
        await using PostgresDatabase database = await postgres.Cluster.MigratedDatabaseAsync();
        await SqlKeys.CreateAsync(database, "abcdefgh");
        await using PostgrestServer server = await PostgrestServer.StartAsync(database);
        string folder = await InstallAsync();

        string output = await RunAsync("node", folder, ["check.mjs"], new()
        {
            ["REST_URL"] = new Uri(server.Url, "rest/v1").ToString(),
            ["SECRET_KEY"] = server.Keys.Secret,
            ["PUBLISHABLE_KEY"] = server.Keys.Publishable,
            ["SERVICE_ROLE_JWT"] = server.Keys.LegacyServiceRole,
            ["USER_JWT"] = server.Keys.Jwt("authenticated"),
            ["KEY_HASH"] = SqlKeys.Hash(1),
        });

        Assert.Equal(11, output.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
    }

    /// <summary>The pinned packages, in the folder of build outputs.</summary>
    private static async Task<string> InstallAsync()
    {
        string source = Path.Combine(Repository.Root, "tests", "StreamServer.Supabase", "postgrest-js");
        string folder = Path.Combine(Repository.Root, "artifacts", "postgrest-js");
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
            await RunAsync("npm", folder, ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], []);
            File.Copy(lockFile, installed);
        }

        return folder;
    }

    private static async Task<string> RunAsync(string program, string folder, string[] arguments, Dictionary<string, string> environment)
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

        using CancellationTokenSource limit = new(Limit);
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(limit.Token);
        Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {await output}{await errors}");
        return await output;
    }
}
