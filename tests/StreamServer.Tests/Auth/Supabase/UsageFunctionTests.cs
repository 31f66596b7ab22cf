using System.Text.Json;
using Npgsql;
using StreamServer.Supabase;

namespace StreamServer.Tests.Auth.Supabase;

[Collection(PostgresFixture.Name)]
public sealed class UsageFunctionTests(PostgresFixture postgres) : IAsyncLifetime
{
    private PostgresDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = await postgres.Cluster.MigratedDatabaseAsync();
        await SqlKeys.CreateAsync(_database, "abcdefgh");
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Recording_a_batch_twice_changes_nothing()
    {
        object[] records = [Event(Guid.NewGuid(), 250), Event(Guid.NewGuid(), 0), Event(Guid.NewGuid(), 50, keyId: null)];
        Assert.Equal(3, await RecordAsync(records));
        string? before = await DumpAsync();
        Assert.Equal(0, await RecordAsync(records));
        Assert.Equal(before, await DumpAsync());

        // An overlapping batch adds what is new.
        Assert.Equal(1, await RecordAsync([.. records, Event(Guid.NewGuid(), 0)]));
    }

    [Fact]
    public async Task A_batch_sent_by_many_at_once_is_stored_once()
    {
        object[] records = [.. Enumerable.Range(0, 40).Select(_ => Event(Guid.NewGuid(), 10))];
        int[] stored = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RecordAsync(records)));
        Assert.Equal(40, stored.Sum());
        Assert.Equal(40L, await _database.ScalarAsync<long>("select count(*) from usage_events"));
        const string Charged = "select sum(micro_credits)::bigint from credit_ledger where kind = 'charge'";
        Assert.Equal(-400L, await _database.ScalarAsync<long>(Charged));
    }

    [Fact]
    public async Task Credits_of_a_key_are_charged_in_the_ledger_under_the_events_id()
    {
        Guid id = Guid.NewGuid();
        await RecordAsync([Event(id, 250), Event(Guid.NewGuid(), 50, keyId: "nokeyhas")]);
        Assert.Equal(-250L, await _database.ScalarAsync<long>("select micro_credits from credit_ledger where id = $1", id));
        Assert.Equal(1L, await _database.ScalarAsync<long>("select count(*) from credit_ledger where kind = 'charge'"));
    }

    [Fact]
    public async Task Sentences_come_with_their_records_once_and_go_by_key_and_by_age()
    {
        Guid[] ids = [.. Enumerable.Range(0, 4).Select(_ => Guid.NewGuid())];
        object[] sentences =
        [
            Sentence(ids[0], "abcdefgh", SqlKeys.Day), Sentence(ids[1], "abcdefgh", SqlKeys.Day.AddDays(1)),
            Sentence(ids[2], "otherkey", SqlKeys.Day), Sentence(ids[3], null, SqlKeys.Day),
        ];
        await RecordAsync([], sentences);
        await RecordAsync([], sentences);
        Assert.Equal(4L, await _database.ScalarAsync<long>("select count(*) from sentences"));

        Assert.Equal(1L, await DeleteAsync("p_key_id => 'abcdefgh', p_before => '2026-11-30 12:00Z'"));
        Assert.Equal(2L, await DeleteAsync("p_before => '2026-11-30 12:00Z'"));
        Assert.Equal(1L, await DeleteAsync("p_key_id => 'abcdefgh'"));
        Assert.Equal(0L, await DeleteAsync("p_key_id => 'abcdefgh'"));
        await Assert.ThrowsAsync<PostgresException>(() => DeleteAsync(string.Empty));
    }

    [Fact]
    public async Task Events_of_an_age_are_deleted_some_at_a_time_and_their_charges_stay()
    {
        await RecordAsync([.. Enumerable.Range(0, 5).Select(_ => Event(Guid.NewGuid(), 2))]);
        const string Delete = "select delete_usage($1, 3)";
        Assert.Equal(0L, await _database.ScalarAsAsync<long>("service_role", Delete, SqlKeys.Day));
        Assert.Equal(3L, await _database.ScalarAsAsync<long>("service_role", Delete, SqlKeys.Day.AddSeconds(1)));
        Assert.Equal(2L, await _database.ScalarAsAsync<long>("service_role", Delete, SqlKeys.Day.AddSeconds(1)));
        Assert.Equal(0L, await _database.ScalarAsync<long>("select count(*) from usage_events"));
        Assert.Equal(5L, await _database.ScalarAsync<long>("select count(*) from credit_ledger where kind = 'charge'"));
        await Assert.ThrowsAsync<PostgresException>(() => _database.ScalarAsync<long>("select delete_usage(null)"));
    }

    [Fact]
    public async Task A_record_that_makes_no_sense_leaves_nothing_of_its_batch()
    {
        object[] records = [Event(Guid.NewGuid(), 1), Event(Guid.NewGuid(), 1, kind: "singing")];
        await Assert.ThrowsAsync<PostgresException>(() => RecordAsync(records));
        Assert.Equal(0L, await _database.ScalarAsync<long>("select count(*) from usage_events"));
    }

    private static object Event(Guid id, long credits, string? keyId = "abcdefgh", string kind = "tts") => new
    {
        id,
        subject = keyId ?? "addr_0123",
        key_id = keyId,
        plan_id = "free",
        kind,
        characters = 12,
        audio_ms = 900,
        micro_credits = credits,
        model = "tiny-spark-tts",
        voice = "a voice",
        latency_ms = 80,
        outcome = "ok",
        request_id = "r-1",
        time = SqlKeys.Day,
    };

    private static object Sentence(Guid usageId, string? keyId, DateTimeOffset time) => new
    {
        usage_id = usageId,
        key_id = keyId,
        kind = "tts",
        text = "నమస్కారం, \"world\"",
        hash = "00",
        characters = 9,
        time,
    };

    private async Task<int> RecordAsync(object[] records, object[]? sentences = null) => await _database.ScalarAsAsync<int>(
        "service_role",
        "select record_usage($1::jsonb, $2::jsonb)",
        JsonSerializer.Serialize(records),
        JsonSerializer.Serialize(sentences ?? []));

    private async Task<long> DeleteAsync(string arguments) =>
        await _database.ScalarAsAsync<long>("service_role", $"select delete_sentences({arguments})");

    private Task<string?> DumpAsync() => _database.ScalarAsync<string>("""
        select (select jsonb_agg(u order by id) from usage_events u)::text || (select jsonb_agg(l order by id) from credit_ledger l)::text
        """);
}
