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
        NodePackages packages = await NodePackages.InstallAsync(
            Path.Combine(Repository.Root, "tests", "StreamServer.Supabase", "postgrest-js"));

        (int code, string output, string errors) = await packages.RunAsync(
            "node",
            ["check.mjs"],
            new Dictionary<string, string>
            {
                ["REST_URL"] = new Uri(server.Url, "rest/v1").ToString(),
                ["SECRET_KEY"] = server.Keys.Secret,
                ["PUBLISHABLE_KEY"] = server.Keys.Publishable,
                ["SERVICE_ROLE_JWT"] = server.Keys.LegacyServiceRole,
                ["USER_JWT"] = server.Keys.Jwt("authenticated"),
                ["KEY_HASH"] = SqlKeys.Hash(1),
            },
            Limit);

        Assert.True(code == 0, output + errors);
        Assert.Equal(11, output.Split('\n').Count(line => line.StartsWith("ok ", StringComparison.Ordinal)));
    }
}
