using System.Text.Json;
using Npgsql;
using StreamServer.Supabase;

namespace StreamServer.Tests.Auth.Supabase;

[Collection(PostgresFixture.Name)]
public sealed class QuotaFunctionTests(PostgresFixture postgres) : IAsyncLifetime
{
    private static readonly Guid One = Guid.NewGuid();
    private static readonly Guid Other = Guid.NewGuid();

    private PostgresDatabase _database = null!;

    public async Task InitializeAsync()
    {
        _database = await postgres.Cluster.MigratedDatabaseAsync();
        const string Small = """{"id":"small","characters_per_day":1000,"audio_seconds_per_day":2,"credits":1}""";
        await _database.ExecuteAsync("select save_plan($1::jsonb)", Small);
        await SqlKeys.CreateAsync(_database, "abcdefgh", "small");
    }

    public async Task DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Fifty_calls_at_once_never_take_more_than_the_limit()
    {
        long[] taken = await Task.WhenAll(Enumerable.Range(0, 50).Select(async index =>
            (await TakeAsync(Guid.NewGuid(), held: 0, need: 30 + (index % 7), lease: 50)).Taken));

        long total = await _database.ScalarAsync<long>("select sum(taken)::bigint from rate_counters");
        Assert.Equal(taken.Sum(), total);
        Assert.Equal(1000, total);
        Assert.Contains(taken, one => one == 0);
    }

    [Fact]
    public async Task Messages_about_several_subjects_at_once_do_not_wait_for_each_other_for_ever()
    {
        string[] subjects = [.. Enumerable.Range(0, 8).Select(index => $"addr_{index}")];
        await Task.WhenAll(Enumerable.Range(0, 30).Select(index =>
        {
            string[] order = [.. subjects];
            new Random(index).Shuffle(order);
            return _database.ExecuteAsync("select take_quota($1, $2::jsonb)", Guid.NewGuid(), Takes(order, need: 10));
        })).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.Equal(8 * 300L, await _database.ScalarAsync<long>("select sum(taken)::bigint from rate_counters"));
    }

    [Fact]
    public async Task What_is_needed_is_granted_as_far_as_it_is_there_and_a_lease_shrinks_towards_the_limit()
    {
        Assert.Equal((142, 142, 1000), await TakeAsync(One, held: 0, need: 100, lease: 42));
        Assert.Equal((983, 983, 1000), await TakeAsync(One, held: 142, need: 840, lease: 500, sequence: 2));
        Assert.Equal((17, 1000, 1000), await TakeAsync(Other, held: 0, need: 18, lease: 5));
        Assert.Equal((983, 1000, 1000), await TakeAsync(One, held: 983, need: 1, lease: 5, sequence: 3));
    }

    [Fact]
    public async Task A_repeated_message_and_one_that_was_overtaken_change_nothing()
    {
        await TakeAsync(One, held: 0, need: 100, lease: 0, sequence: 5);
        Assert.Equal((100, 100, 1000), await TakeAsync(One, held: 0, need: 100, lease: 0, sequence: 5));
        Assert.Equal((100, 100, 1000), await TakeAsync(One, held: 0, need: 900, lease: 0, sequence: 4));
        Assert.Equal((100, 100, 1000), await TakeAsync(One, held: 0, need: 0, lease: 0, sequence: 1));
    }

    [Fact]
    public async Task A_message_that_comes_a_second_time_after_others_took_units_takes_none_away()
    {
        Assert.Equal((100, 100, 1000), await TakeAsync(One, held: 0, need: 40, lease: 120, sequence: 5));
        Assert.Equal((900, 1000, 1000), await TakeAsync(Other, held: 0, need: 900, lease: 0));
        Assert.Equal((100, 1000, 1000), await TakeAsync(One, held: 0, need: 40, lease: 120, sequence: 5));
        Assert.Equal((900, 1000, 1000), await TakeAsync(Other, held: 900, need: 100, lease: 0, sequence: 2));
    }

    [Fact]
    public async Task Units_that_are_given_back_are_there_for_others()
    {
        await TakeAsync(One, held: 0, need: 1000, lease: 0);
        Assert.Equal((0, 1000, 1000), await TakeAsync(Other, held: 0, need: 1, lease: 0));
        await TakeAsync(One, held: 400, need: 0, lease: 0, sequence: 2);
        Assert.Equal((600, 1000, 1000), await TakeAsync(Other, held: 0, need: 600, lease: 0, sequence: 2));
    }

    [Fact]
    public async Task What_was_used_while_nobody_answered_counts_even_over_the_limit()
    {
        await TakeAsync(Other, held: 0, need: 600, lease: 0);
        Assert.Equal((700, 1300, 1000), await TakeAsync(One, held: 700, need: 0, lease: 0));
        Assert.Equal((700, 1300, 1000), await TakeAsync(One, held: 700, need: 1, lease: 0, sequence: 2));
    }

    [Fact]
    public async Task Each_day_has_its_own_count_and_old_days_are_forgotten()
    {
        await TakeAsync(One, held: 0, need: 1000, lease: 0, period: "2126-01-01");
        Assert.Equal((5, 5, 1000), await TakeAsync(One, held: 0, need: 5, lease: 0, period: "2126-01-02"));
        Assert.Equal(2L, await _database.ScalarAsync<long>("select count(*) from rate_counters"));
        await TakeAsync(One, held: 0, need: 5, lease: 0, period: "2126-11-30");
        Assert.Equal(1L, await _database.ScalarAsync<long>("select count(*) from rate_counters"));
    }

    [Fact]
    public async Task Subjects_that_never_come_back_are_forgotten_by_some_message_of_others()
    {
        await TakeAsync(One, held: 0, need: 5, lease: 0, period: "2020-01-01");
        await TakeAsync(One, held: 0, need: 5, lease: 0, meter: "credits", period: "1970-01-01");

        // Every message may do it; the one whose lot it is does.
        await _database.ExecuteAsync("""
            do $$
            begin
              perform setseed(0);
              for i in 1..3000 loop
                perform public.take_quota(gen_random_uuid(), '[]');
              end loop;
            end $$
            """);
        Assert.Equal("credits", await _database.ScalarAsync<string>("select string_agg(meter, ',') from rate_counters"));
    }

    [Fact]
    public async Task Audio_counts_milliseconds_and_credits_are_what_was_granted()
    {
        Assert.Equal((2000, 2000, 2000), await TakeAsync(One, held: 0, need: 2000, lease: 0, meter: "audio_day"));
        Assert.Equal(
            (1_000_000, 1_000_000, 1_000_000),
            await TakeAsync(One, held: 0, need: 1_000_001, lease: 0, meter: "credits", period: "1970-01-01"));
        await _database.ExecuteAsync("select grant_credits('abcdefgh', gen_random_uuid(), 1, 'one more', $1)", SqlKeys.Day);
        Assert.Equal(
            (1_000_001, 1_000_001, 1_000_001),
            await TakeAsync(One, held: 0, need: 1_000_001, lease: 0, meter: "credits", period: "1970-01-01", sequence: 2));
    }

    [Fact]
    public async Task A_meter_without_a_limit_is_counted_and_never_refused()
    {
        const long Many = 1L << 40;
        Assert.Equal((Many, Many, (long?)null), await TakeAsync(One, held: 0, Many, lease: 9, meter: "audio_month", period: "2126-11-01"));
    }

    [Fact]
    public async Task A_new_plan_of_a_key_holds_at_once_whatever_the_server_believes()
    {
        await _database.ExecuteAsync("update api_keys set plan_id = 'admin'");
        Assert.Null((await TakeAsync(One, held: 0, need: 5000, lease: 0)).Limit);
        await _database.ExecuteAsync("update api_keys set plan_id = 'small'");
        Assert.Equal((5000, 5000, 1000), await TakeAsync(One, held: 5000, need: 1, lease: 0, sequence: 2));
    }

    [Theory]
    [InlineData(-1, 0, 0)]
    [InlineData(0, -1, 0)]
    [InlineData(0, 0, -1)]
    public async Task Numbers_below_nothing_are_refused(long held, long need, long lease)
    {
        PostgresException error = await Assert.ThrowsAsync<PostgresException>(() => TakeAsync(One, held, need, lease));
        Assert.Equal("22023", error.SqlState);
    }

    private async Task<(long Taken, long Total, long? Limit)> TakeAsync(
        Guid holder, long held, long need, long lease, long sequence = 1, string meter = "characters_day", string period = "2126-11-30")
    {
        string takes = Takes(["abcdefgh"], need, held, lease, sequence, meter, period);
        string answer = (await _database.ScalarAsAsync<string>("service_role", "select take_quota($1, $2::jsonb)::text", holder, takes))!;
        JsonElement one = JsonDocument.Parse(answer).RootElement[0];
        return (one.GetProperty("taken").GetInt64(), one.GetProperty("total").GetInt64(), one.GetProperty("limit").Deserialize<long?>());
    }

    private static string Takes(
        string[] subjects,
        long need,
        long held = 0,
        long lease = 0,
        long sequence = 1,
        string meter = "characters_day",
        string period = "2126-11-30") =>
        JsonSerializer.Serialize(subjects.Select(subject => new { subject, plan = "small", meter, period, held, need, lease, sequence }));
}
