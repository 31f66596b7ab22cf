using StreamServer.Supabase;

namespace StreamServer.Tests.Auth.Supabase;

/// <summary>One PostgreSQL for all tests that need it; each test takes a database of its own.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    /// <summary>Of the collection of tests that share the cluster.</summary>
    public const string Name = "PostgreSQL";

    public PostgresCluster Cluster { get; private set; } = null!;

    public async Task InitializeAsync() => Cluster = await PostgresCluster.StartAsync();

    public async Task DisposeAsync() => await Cluster.DisposeAsync();
}
