using StreamServer.Auth.Limits;
using StreamServer.Auth.Usage;
using StreamServer.Supabase;
using StreamServer.Tests.Auth.Supabase;

namespace StreamServer.Tests.Auth.SupabaseStore;

public sealed class SupabaseUsageShipperTests(PostgresFixture postgres) : SharedStoreTest(postgres)
{
    [Fact]
    public async Task Every_record_arrives_exactly_once_through_an_outage_and_lost_answers()
    {
        Replica replica = await StartAsync();
        QuotaAccount account = await AccountAsync(replica);
        HashSet<Guid> written = [.. await WriteAsync(replica, account, 700)];
        await Server.VanishAsync();
        written.UnionWith(await WriteAsync(replica, account, 1500));
        Server.Faults.CutAfterEvery = 2;
        await Server.StartAsync();
        written.UnionWith(await WriteAsync(replica, account, 300));

        await UntilAsync(async () => await CountAsync("usage_events") == written.Count, "Every record arrives.");
        await UntilAsync(() => Task.FromResult(replica.Ledger.CountUnshipped() == 0), "The outbox is empty.");
        Guid[] arrived = await Database.ScalarAsync<Guid[]>("select array_agg(id) from usage_events") ?? [];
        Assert.Equal(written.Order(), arrived.Order());
        Assert.Equal(2500, await CountAsync("sentences"));
        Assert.Equal(2500, await Database.ScalarAsync<long>("select sum(characters)::bigint from usage_events"));
    }

    [Fact]
    public async Task What_is_in_the_outbox_when_a_server_stops_during_an_outage_arrives_after_its_next_start()
    {
        Replica replica = await StartAsync();
        QuotaAccount account = await AccountAsync(replica);
        await Server.VanishAsync();
        await WriteAsync(replica, account, 20);
        await StopAsync(replica);
        await Server.StartAsync();
        Assert.Equal(0, await CountAsync("usage_events"));
        await StartAsync();
        await UntilAsync(async () => await CountAsync("usage_events") == 20, "They arrive.");
    }

    [Fact]
    public async Task What_is_in_the_outbox_when_a_server_stops_arrives_before_it_is_gone()
    {
        Replica replica = await StartAsync();
        QuotaAccount account = await AccountAsync(replica);
        await WriteAsync(replica, account, 20);
        await StopAsync(replica);
        Assert.Equal(20, await CountAsync("usage_events"));
    }

    [Fact]
    public async Task A_record_that_the_database_refuses_holds_up_no_other()
    {
        Replica replica = await StartAsync();
        QuotaAccount account = await AccountAsync(replica);
        await Database.ExecuteAsync("alter table usage_events add constraint no_poison check (voice <> 'poison')");
        await WriteAsync(replica, account, 10);
        Guid poison = await replica.WriteAsync(account, 1, voice: "poison");
        await WriteAsync(replica, account, 10);

        await UntilAsync(async () => await CountAsync("usage_events") == 20, "All others arrive.");
        await UntilAsync(() => Task.FromResult(replica.Ledger.CountUnshipped() == 0), "The outbox is empty.");
        Assert.Contains(replica.Log, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains($"{poison}"));
        Assert.Equal(21, replica.Ledger.Newest(account.Subject, 100).Count);
    }

    [Fact]
    public async Task Days_add_up_what_all_servers_did()
    {
        Replica one = await StartAsync("one");
        Replica other = await StartAsync("other");
        QuotaAccount account = await AccountAsync(one);
        QuotaAccount stranger = await AccountAsync(one);
        await one.WriteAsync(account, 3);
        await other.WriteAsync(account, 4);
        await other.WriteAsync(stranger, 5);
        await UntilAsync(async () => await CountAsync("usage_events") == 3, "They arrive.");

        DateTimeOffset from = new(TestTime.Shared.GetUtcNow().AddDays(-1).Date, TimeSpan.Zero);
        UsageDay day = Assert.Single(await one.Shipper.DaysAsync(account.Subject, from, default));
        Assert.Equal((UsageKind.Tts, 2, 7), (day.Kind, day.Requests, day.Characters));
        Assert.Equal(12, Assert.Single(await one.Shipper.DaysAsync(null, from, default)).Characters);
        Assert.Empty(await one.Shipper.DaysAsync(account.Subject, TestTime.Shared.GetUtcNow().AddHours(1), default));
    }

    [Fact]
    public async Task Long_texts_are_sent_in_several_messages()
    {
        Replica replica = await StartAsync();
        QuotaAccount account = await AccountAsync(replica);
        string text = new('x', 10_000);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => replica.WriteAsync(account, text.Length, text)));
        await UntilAsync(async () => await CountAsync("sentences where length(text) = 10000") == 100, "They arrive.");
        Assert.InRange(Server.Calls.Count(call => call.Function == "record_usage"), 5, 12);
    }

    [Fact]
    public async Task Any_text_arrives_and_is_deleted_by_key_and_by_age()
    {
        Replica replica = await StartAsync();
        QuotaAccount account = await AccountAsync(replica);
        await replica.WriteAsync(account, 1, "నమస్తే \"quoted\" \\u0000 \0 \uD800 end\n");
        await UntilAsync(async () => await CountAsync("sentences") == 1, "It arrives.");
        Assert.Equal(
            "నమస్తే \"quoted\" \\u0000 \uFFFD \uFFFD end\n", await Database.ScalarAsync<string>("select text from sentences"));

        Assert.Equal(0, await replica.Shipper.DeleteSentencesAsync("00000000", null, default));
        Assert.Equal(0, await replica.Shipper.DeleteSentencesAsync(null, TestTime.Shared.GetUtcNow().AddDays(-1), default));
        Assert.Equal(1, await replica.Shipper.DeleteSentencesAsync(account.Subject, null, default));
    }

    [Fact]
    public async Task What_has_reached_its_age_is_deleted_there_too()
    {
        Replica first = await StartAsync("one");
        QuotaAccount account = await AccountAsync(first);
        await WriteAsync(first, account, 3);
        await UntilAsync(async () => await CountAsync("sentences") == 3, "They arrive.");
        await Database.ExecuteAsync("""
            update usage_events set occurred_at = occurred_at - interval '401 days'
            where id <> (select max(id::text)::uuid from usage_events)
            """);
        await Database.ExecuteAsync("update sentences set occurred_at = occurred_at - interval '31 days'");

        // Each server looks when it starts, and then every hour.
        await StartAsync("other");
        await UntilAsync(async () => await CountAsync("usage_events") == 1 && await CountAsync("sentences") == 0, "They go.");
    }

    private static async Task<QuotaAccount> AccountAsync(Replica replica) =>
        await replica.AccountAsync((await replica.CreateKeyAsync()).Text);

    private static Task<Guid[]> WriteAsync(Replica replica, QuotaAccount account, int count) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => replica.WriteAsync(account, 1)));
}
