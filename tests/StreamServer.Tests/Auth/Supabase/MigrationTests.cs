using Npgsql;
using StreamServer.Supabase;

namespace StreamServer.Tests.Auth.Supabase;

[Collection(PostgresFixture.Name)]
public sealed class MigrationTests(PostgresFixture postgres)
{
    private const string Schema = """
        select string_agg(line, E'\n' order by line) from (
          select 'column ' || table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable as line
          from information_schema.columns where table_schema = 'public'
          union all select 'index ' || indexdef from pg_indexes where schemaname = 'public'
          union all select 'function ' || p.oid::regprocedure || ' ' || md5(p.prosrc) || ' ' || coalesce(p.proacl::text, '')
          from pg_proc p where p.pronamespace = 'public'::regnamespace
          union all select 'table ' || c.relname || ' ' || c.relrowsecurity || ' ' || coalesce(c.relacl::text, '')
          from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
          union all select 'plan ' || p::text from plans p) lines
        """;

    [Fact]
    public async Task Migrations_run_from_nothing_and_a_second_time_changes_nothing()
    {
        await using PostgresDatabase database = await postgres.Cluster.EmptyDatabaseAsync();
        await database.MigrateAsync();
        string? once = await database.ScalarAsync<string>(Schema);
        await database.MigrateAsync();
        string? twice = await database.ScalarAsync<string>(Schema);

        foreach (string table in new[] { "api_keys", "plans", "usage_events", "sentences", "rate_counters", "credit_ledger" })
        {
            Assert.Contains($"table {table} true", once, StringComparison.Ordinal);
        }

        Assert.Equal(once, twice);
    }

    [Fact]
    public async Task A_second_time_keeps_keys_usage_and_edited_plans()
    {
        await using PostgresDatabase database = await postgres.Cluster.MigratedDatabaseAsync();
        await SqlKeys.CreateAsync(database, "abcdefgh");
        await database.ExecuteAsync("update plans set characters_per_day = 7 where id = 'free'");
        await database.MigrateAsync();

        Assert.Equal(1L, await database.ScalarAsync<long>("select count(*) from api_keys"));
        Assert.Equal(7L, await database.ScalarAsync<long>("select characters_per_day from plans where id = 'free'"));
    }

    [Fact]
    public async Task Migrations_are_written_for_the_order_of_their_names()
    {
        Assert.True(SqlText.Migrations.Count >= 5);
        Assert.All(SqlText.Migrations, migration => Assert.Matches("^[0-9]{14}_[a-z_]+[.]sql$", migration.Name));
        await using PostgresDatabase database = await postgres.Cluster.EmptyDatabaseAsync();
        await Assert.ThrowsAsync<PostgresException>(() => database.ExecuteAsync(SqlText.Migrations[^1].Text));
    }
}
