using Npgsql;
using StreamServer.Supabase;

namespace StreamServer.Tests.Auth.Supabase;

[Collection(PostgresFixture.Name)]
public sealed class RightsTests(PostgresFixture postgres)
{
    private const string InsufficientPrivilege = "42501";

    [Theory]
    [InlineData("anon")]
    [InlineData("authenticated")]
    public async Task Strangers_see_no_table_and_change_none(string role)
    {
        await using PostgresDatabase database = await postgres.Cluster.MigratedDatabaseAsync();
        await SqlKeys.CreateAsync(database, "abcdefgh");
        foreach (string table in await TablesAsync(database))
        {
            string[] statements =
            [
                $"select count(*) from {table}",
                $"insert into {table} default values",
                $"update {table} set {await FirstColumnAsync(database, table)} = default",
                $"delete from {table}",
                $"truncate {table}",
            ];
            foreach (string statement in statements)
            {
                PostgresException error = await Assert.ThrowsAsync<PostgresException>(
                    () => database.ScalarAsAsync<object>(role, statement));
                Assert.True(error.SqlState == InsufficientPrivilege, $"{statement}: {error.Message}");
            }
        }
    }

    [Theory]
    [InlineData("anon")]
    [InlineData("authenticated")]
    public async Task Row_level_security_hides_every_row_even_where_a_table_was_granted(string role)
    {
        await using PostgresDatabase database = await postgres.Cluster.MigratedDatabaseAsync();
        await SqlKeys.CreateAsync(database, "abcdefgh");
        await database.ExecuteAsync($"grant select, insert, update, delete on all tables in schema public to {role}");

        Assert.Equal(0L, await database.ScalarAsAsync<long>(role, "select count(*) from api_keys"));
        Assert.Equal(0L, await database.ScalarAsAsync<long>(role, "select count(*) from plans"));
        const string Delete = "with gone as (delete from plans returning 1) select count(*) from gone";
        Assert.Equal(0L, await database.ScalarAsAsync<long>(role, Delete));
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(
            () => database.ScalarAsAsync<object>(role, "insert into plans (id) values ('mine')"));
        Assert.Equal(InsufficientPrivilege, error.SqlState);
        Assert.Equal(4L, await database.ScalarAsync<long>("select count(*) from plans"));
    }

    [Theory]
    [InlineData("anon")]
    [InlineData("authenticated")]
    public async Task Strangers_run_no_function(string role)
    {
        await using PostgresDatabase database = await postgres.Cluster.MigratedDatabaseAsync();
        const string Executable = """
            select count(*) from pg_proc p where p.pronamespace = 'public'::regnamespace and has_function_privilege($1, p.oid, 'execute')
            """;
        Assert.Equal(0L, await database.ScalarAsync<long>(Executable, role));
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(
            () => database.ScalarAsAsync<object>(role, "select authorize_key('00')"));
        Assert.Equal(InsufficientPrivilege, error.SqlState);
    }

    [Fact]
    public async Task Every_function_has_its_owners_rights_and_an_empty_search_path()
    {
        await using PostgresDatabase database = await postgres.Cluster.MigratedDatabaseAsync();
        Assert.Null(await database.ScalarAsync<string>("""
            select string_agg(p.oid::regprocedure::text, ', ') from pg_proc p
            where p.pronamespace = 'public'::regnamespace
              and not (p.prosecdef and p.proconfig = array['search_path=""'])
            """));
    }

    [Fact]
    public async Task The_servers_role_runs_the_functions_and_touches_no_table()
    {
        await using PostgresDatabase database = await postgres.Cluster.MigratedDatabaseAsync();
        await SqlKeys.CreateAsync(database, "abcdefgh");

        const string Authorize = "select authorize_key($1)::text";
        Assert.Contains("abcdefgh", await database.ScalarAsAsync<string>("service_role", Authorize, SqlKeys.Hash(1)));
        Assert.Equal(
            "key_json,quota_limit",
            await database.ScalarAsync<string>("""
                select string_agg(p.proname, ',' order by p.proname) from pg_proc p
                where p.pronamespace = 'public'::regnamespace and not has_function_privilege('service_role', p.oid, 'execute')
                """));
        foreach (string table in await TablesAsync(database))
        {
            PostgresException error = await Assert.ThrowsAsync<PostgresException>(
                () => database.ScalarAsAsync<object>("service_role", $"select count(*) from {table}"));
            Assert.Equal(InsufficientPrivilege, error.SqlState);
        }
    }

    private static async Task<string[]> TablesAsync(PostgresDatabase database)
    {
        string[] tables = await database.ScalarAsync<string[]>(
            "select array_agg(relname::text) from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'") ?? [];
        Assert.Equal(6, tables.Length);
        return tables;
    }

    private static Task<string?> FirstColumnAsync(PostgresDatabase database, string table) => database.ScalarAsync<string>(
        "select attname::text from pg_attribute where attrelid = $1::regclass and attnum = 1", table);
}
