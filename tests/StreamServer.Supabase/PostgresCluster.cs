using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace StreamServer.Supabase;

/// <summary>
/// A PostgreSQL server of its own: a temporary folder, a loopback port, Supabase's roles. It ends, and its folder goes, when this object is
/// disposed or when this process dies, however it dies.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    // A hundred databases are thirty thousand files to delete, beside whatever else the machine does.
    private static readonly TimeSpan StopLimit = TimeSpan.FromMinutes(3);

    // Reading standard input to its end is how the script notices that whoever started it is gone.
    private const string Script = """
        set -eu
        folder=$(mktemp -d "${TMPDIR:-/tmp}/streamserver-postgres-XXXXXX")
        trap 'rm -rf "$folder"' EXIT
        "$1/initdb" -D "$folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$folder/log" 2>&1 \
            || { cat "$folder/log"; exit 1; }
        "$1/postgres" -D "$folder/data" -p "$2" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=200 \
            -c fsync=off -c log_min_messages=warning </dev/null >"$folder/log" 2>&1 &
        server=$!
        echo "$folder/log"
        cat >/dev/null || true
        kill -QUIT "$server" 2>/dev/null || true
        wait "$server" || true
        """;

    private readonly Process _script;
    private readonly int _port;
    private int _databases;
    private string _log = "";

    private PostgresCluster(Process script, int port)
    {
        _script = script;
        _port = port;
    }

    /// <summary>Folder of <c>initdb</c> and <c>postgres</c>: the newest that is installed; null when none is.</summary>
    public static string? Binaries { get; } = FindBinaries();

    /// <summary>Starts a cluster and waits until it answers.</summary>
    /// <exception cref="InvalidOperationException">PostgreSQL is not installed, or it did not start; the message has its log.</exception>
    public static async Task<PostgresCluster> StartAsync()
    {
        string binaries = Binaries
            ?? throw new InvalidOperationException("PostgreSQL is not installed (Debian package: postgresql); ./test.sh installs it.");
        int port = FreePort();
        // PostgreSQL does not run as root.
        string[] user = Environment.IsPrivilegedProcess ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] : [];
        string[] line = [.. user, "sh", "-c", Script, "postgres-cluster", binaries, $"{port}"];
        ProcessStartInfo start = new(line[0], line[1..])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            // A folder that every user may be in.
            WorkingDirectory = "/",
        };
        PostgresCluster cluster = new(Process.Start(start)!, port);
        try
        {
            using CancellationTokenSource limit = new(StartLimit);
            string log = await cluster._script.StandardOutput.ReadLineAsync(limit.Token) ?? "nothing at all";
            cluster._log = log;
            await cluster.AnswersAsync(log, limit.Token);
            await using NpgsqlDataSource source = cluster.Connect("template1");
            await using NpgsqlCommand roles = source.CreateCommand(SqlText.Roles);
            await roles.ExecuteNonQueryAsync(limit.Token);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A database with the roles and nothing else.</summary>
    public async Task<PostgresDatabase> EmptyDatabaseAsync()
    {
        string name = $"test_{Interlocked.Increment(ref _databases)}";
        await using NpgsqlDataSource source = Connect("postgres");
        await using NpgsqlCommand create = source.CreateCommand($"create database {name}");
        await create.ExecuteNonQueryAsync();
        return new PostgresDatabase(ConnectionString(name));
    }

    /// <summary>A database with every migration.</summary>
    public async Task<PostgresDatabase> MigratedDatabaseAsync()
    {
        PostgresDatabase database = await EmptyDatabaseAsync();
        await database.MigrateAsync();
        return database;
    }

    public async ValueTask DisposeAsync()
    {
        if (Written.IsOn && File.Exists(_log))
        {
            Written.Keep("postgres.log", await File.ReadAllTextAsync(_log));
        }

        _script.StandardInput.Close();
        using CancellationTokenSource limit = new(StopLimit);
        await _script.WaitForExitAsync(limit.Token);
        _script.Dispose();
    }

    private async Task AnswersAsync(string log, CancellationToken cancel)
    {
        while (true)
        {
            try
            {
                await using NpgsqlConnection connection = new(ConnectionString("postgres") + ";Pooling=false");
                await connection.OpenAsync(cancel);
                return;
            }
            catch (NpgsqlException) when (!_script.HasExited)
            {
                await Task.Delay(50, cancel);
            }
            catch (NpgsqlException exception)
            {
                string text = File.Exists(log) ? await File.ReadAllTextAsync(log, cancel) : log;
                throw new InvalidOperationException($"PostgreSQL did not start: {text}", exception);
            }
        }
    }

    private NpgsqlDataSource Connect(string database) => NpgsqlDataSource.Create(ConnectionString(database) + ";Pooling=false");

    private string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={_port};Database={database};Username=postgres;Timeout=10;Include Error Detail=true";

    private static string? FindBinaries()
    {
        IEnumerable<string> debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql")
                .OrderByDescending(folder => int.TryParse(Path.GetFileName(folder), out int version) ? version : 0)
                .Select(folder => Path.Combine(folder, "bin"))
            : [];
        string[] path = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator);
        return debian.Concat(path).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")));
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
