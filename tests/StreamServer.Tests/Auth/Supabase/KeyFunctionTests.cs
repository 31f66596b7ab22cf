using System.Text.Json;
using Npgsql;
using StreamServer.Supabase;

namespace StreamServer.Tests.Auth.Supabase;

[Collection(PostgresFixture.Name)]
public sealed class KeyFunctionTests(PostgresFixture postgres) : IAsyncLifetime
{
    private PostgresDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = await postgres.Cluster.MigratedDatabaseAsync();
        await SqlKeys.CreateAsync(_database, "abcdefgh");
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task A_hash_finds_its_key_with_its_plan_and_another_hash_finds_nothing()
    {
        JsonElement found = (await CallAsync("select authorize_key($1)::text", SqlKeys.Hash(1)))!.Value;
        Assert.Equal("abcdefgh", found.GetProperty("key").GetProperty("id").GetString());
        Assert.Equal(["stt", "tts"], found.GetProperty("key").GetProperty("scopes").EnumerateArray().Select(scope => scope.GetString()));
        Assert.Equal(20_000, found.GetProperty("plan").GetProperty("characters_per_day").GetInt64());
        Assert.DoesNotContain("hash", found.GetRawText(), StringComparison.Ordinal);
        Assert.Null(await CallAsync("select authorize_key($1)::text", SqlKeys.Hash(2)));
    }

    [Fact]
    public async Task Creating_the_same_key_again_changes_nothing_and_another_key_of_that_id_is_refused()
    {
        await SqlKeys.CreateAsync(_database, "abcdefgh");
        Assert.Equal(1_000_000_000L, await CreditsAsync("abcdefgh"));

        PostgresException taken = await Assert.ThrowsAsync<PostgresException>(() => SqlKeys.CreateAsync(_database, "abcdefgh", hash: 2));
        Assert.Equal(PostgresErrorCodes.UniqueViolation, taken.SqlState);
        PostgresException noPlan = await Assert.ThrowsAsync<PostgresException>(
            () => SqlKeys.CreateAsync(_database, "ijklmnop", plan: "no-such-plan", hash: 3));
        Assert.Equal(PostgresErrorCodes.ForeignKeyViolation, noPlan.SqlState);
    }

    [Fact]
    public async Task A_rotated_key_has_two_secrets_until_the_old_one_ends()
    {
        DateTimeOffset until = SqlKeys.Day.AddHours(1);
        for (int time = 0; time < 2; time++)
        {
            // The second time stands for a repeated request whose answer was lost.
            Assert.NotNull(await CallAsync("select rotate_key('abcdefgh', $1, $2)::text", SqlKeys.Hash(2), until));
        }

        JsonElement old = (await CallAsync("select authorize_key($1)::text", SqlKeys.Hash(1)))!.Value;
        JsonElement current = (await CallAsync("select authorize_key($1)::text", SqlKeys.Hash(2)))!.Value;
        Assert.Equal(until, old.GetProperty("valid_until").GetDateTimeOffset());
        Assert.Equal(JsonValueKind.Null, current.GetProperty("valid_until").ValueKind);
        Assert.Null(await CallAsync("select rotate_key('nokeyhas', $1, $2)::text", SqlKeys.Hash(4), until));
    }

    [Fact]
    public async Task A_revoked_key_keeps_its_first_time_and_is_not_rotated()
    {
        for (int hour = 1; hour < 3; hour++)
        {
            JsonElement key = (await CallAsync("select revoke_key('abcdefgh', $1)::text", SqlKeys.Day.AddHours(hour)))!.Value;
            Assert.Equal(SqlKeys.Day.AddHours(1), key.GetProperty("revoked").GetDateTimeOffset());
        }

        Assert.Null(await CallAsync("select rotate_key('abcdefgh', $1, $2)::text", SqlKeys.Hash(2), SqlKeys.Day));
        Assert.Null(await CallAsync("select revoke_key('nokeyhas', $1)::text", SqlKeys.Day));
        Assert.False(await _database.ScalarAsync<bool>("select any_key()"));
    }

    [Fact]
    public async Task Keys_are_listed_the_newest_first_page_after_page()
    {
        for (int index = 0; index < 7; index++)
        {
            await _database.ExecuteAsync(
                "select create_key($1, $2, 'n', 'o', 'pro', '{stt}', $3)",
                $"key{index:00000}",
                SqlKeys.Hash(10 + index),
                SqlKeys.Day.AddMinutes(index / 2));
        }

        List<string> ids = [];
        string? after = null;
        while (true)
        {
            JsonElement page = (await CallAsync("select list_keys($1, 3)::text", after))!.Value;
            if (page.GetArrayLength() == 0)
            {
                break;
            }

            ids.AddRange(page.EnumerateArray().Select(key => key.GetProperty("id").GetString()!));
            after = ids[^1];
        }

        Assert.Equal(
            ["key00006", "key00005", "key00004", "key00003", "key00002", "key00001", "key00000", "abcdefgh"],
            ids);
        Assert.Equal("key00003", (await CallAsync("select get_key('key00003')::text"))!.Value.GetProperty("id").GetString());
        Assert.Null(await CallAsync("select get_key('nokeyhas')::text"));
    }

    [Fact]
    public async Task Last_use_only_moves_forward()
    {
        await TouchAsync(SqlKeys.Day.AddHours(2));
        await TouchAsync(SqlKeys.Day.AddHours(1));
        JsonElement key = (await CallAsync("select get_key('abcdefgh')::text"))!.Value;
        Assert.Equal(SqlKeys.Day.AddHours(2), key.GetProperty("last_used").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_grant_counts_once()
    {
        const string Grant = "select grant_credits($1, $2, 5, 'a gift', $3)";
        Guid entry = Guid.NewGuid();
        for (int time = 0; time < 3; time++)
        {
            Assert.True(await _database.ScalarAsync<bool>(Grant, "abcdefgh", entry, SqlKeys.Day));
        }

        Assert.Equal(1_000_000_005L, await CreditsAsync("abcdefgh"));
        Assert.False(await _database.ScalarAsync<bool>(Grant, "nokeyhas", Guid.NewGuid(), SqlKeys.Day));
    }

    [Fact]
    public async Task A_plan_is_made_and_changed_and_what_is_not_stated_is_unlimited()
    {
        await _database.ExecuteAsync("""select save_plan('{"id":"trial","characters_per_day":10,"credits":3}')""");
        await _database.ExecuteAsync("""select save_plan('{"id":"trial","characters_per_day":20}')""");
        JsonElement plan = (await CallAsync("select list_plans()::text"))!.Value.EnumerateArray()
            .Single(one => one.GetProperty("id").GetString() == "trial");
        Assert.Equal(20, plan.GetProperty("characters_per_day").GetInt64());
        Assert.Equal(JsonValueKind.Null, plan.GetProperty("credits").ValueKind);
    }

    private Task TouchAsync(DateTimeOffset time) =>
        _database.ExecuteAsync("select touch_keys($1::jsonb)", JsonSerializer.Serialize(new { abcdefgh = time }));

    private async Task<long> CreditsAsync(string id) =>
        await _database.ScalarAsync<long>("select coalesce(sum(micro_credits), 0)::bigint from credit_ledger where key_id = $1", id);

    private async Task<JsonElement?> CallAsync(string sql, params object?[] arguments) =>
        await _database.ScalarAsAsync<string>("service_role", sql, arguments) is { } text ? JsonDocument.Parse(text).RootElement : null;
}
