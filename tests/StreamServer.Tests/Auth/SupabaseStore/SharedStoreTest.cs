using StreamServer.Endpoints.Commands.Keys;
using StreamServer.Supabase;
using StreamServer.Tests.Auth.Supabase;

namespace StreamServer.Tests.Auth.SupabaseStore;

/// <summary>A Supabase of its own for each test, and folders that go afterwards.</summary>
[Collection(PostgresFixture.Name)]
public abstract class SharedStoreTest(PostgresFixture postgres) : IAsyncLifetime
{
    protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folders = System.IO.Directory.CreateTempSubdirectory("streamserver-supabase-");
    private readonly List<Replica> _replicas = [];

    protected PostgresDatabase Database { get; private set; } = null!;

    protected PostgrestServer Server { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Database = await postgres.Cluster.MigratedDatabaseAsync();
        Server = await PostgrestServer.StartAsync(Database);
    }

    public async Task DisposeAsync()
    {
        foreach (Replica replica in _replicas)
        {
            await replica.DisposeAsync().AsTask().WaitAsync(Limit);
        }

        await Server.DisposeAsync();
        await Database.DisposeAsync();
        Written.KeepFolder("replicas", _folders.FullName);
        _folders.Delete(recursive: true);
    }

    /// <summary>A server; of the same name with the same DATA_DIR.</summary>
    private protected async Task<Replica> StartAsync(string name = "one", string? key = null, int patience = 60)
    {
        Replica replica = await Replica.StartAsync(Server, Path.Combine(_folders.FullName, name), key, patience);
        _replicas.Add(replica);
        return replica;
    }

    /// <summary>What <c>./run.sh keys</c> has beside a server of that name.</summary>
    private protected KeysContext Command(string name = "one") =>
        KeysContext.Open(Replica.Settings(Server, Path.Combine(_folders.FullName, name)));

    /// <summary>Stops it well, as SIGTERM does.</summary>
    private protected async Task StopAsync(Replica replica)
    {
        _replicas.Remove(replica);
        await replica.DisposeAsync().AsTask().WaitAsync(Limit);
    }

    /// <summary>Ends it without a word; what it leaves running ends with the test.</summary>
    private protected async Task AbandonAsync(Replica replica)
    {
        _replicas.Remove(replica);
        await replica.AbandonAsync();
    }

    /// <summary>Asks again until it is so.</summary>
    private protected static async Task UntilAsync(Func<Task<bool>> isSo, string what)
    {
        DateTime end = DateTime.UtcNow + Limit;
        while (!await isSo())
        {
            Assert.True(DateTime.UtcNow < end, what);
            await Task.Delay(50);
        }
    }

    private protected Task<long> CountAsync(string from) => Database.ScalarAsync<long>($"select count(*) from {from}");
}
