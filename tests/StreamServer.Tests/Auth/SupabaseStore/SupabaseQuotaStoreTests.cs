using StreamServer.Auth.Calls;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Plans;
using StreamServer.Endpoints.Commands.Keys;
using StreamServer.Supabase;
using StreamServer.Tests.Auth.Supabase;

namespace StreamServer.Tests.Auth.SupabaseStore;

public sealed class SupabaseQuotaStoreTests(PostgresFixture postgres) : SharedStoreTest(postgres)
{
    private const string Taken = "select coalesce(sum(taken), 0)::bigint from rate_counters where meter = 'characters_day'";

    [Theory]
    [InlineData(0, false, 0)]
    [InlineData(30, true, 0)]
    [InlineData(30, true, 200)]
    public async Task Two_servers_use_a_daily_quota_to_the_unit_and_not_one_more(int delayMs, bool losesAnswers, int againMs)
    {
        Replica[] replicas = [await StartAsync("one"), await StartAsync("other")];
        string text = await PlanAsync(replicas[0], new Plan { Id = "day", CharactersPerDay = 3000, CharactersPerMonth = 1_000_000 });
        Server.Faults.Delay = TimeSpan.FromMilliseconds(delayMs);
        Server.Faults.LoseFirstAnswers = losesAnswers;
        Server.Faults.Again = TimeSpan.FromMilliseconds(againMs);
        Assert.Equal(3000, await UseUpAsync(replicas, text, 3000, largest: 40));
        Assert.Equal(3000, await Database.ScalarAsync<long>(Taken));
    }

    [Fact]
    public async Task However_slow_the_answers_are_nothing_is_taken_that_was_not_granted()
    {
        Replica[] replicas = [await StartAsync("one"), await StartAsync("other")];
        string text = await PlanAsync(replicas[0], new Plan { Id = "day", CharactersPerDay = 100 });
        Server.Faults.Delay = TimeSpan.FromSeconds(2.5);
        bool[] taken = await Task.WhenAll(Enumerable.Range(0, 20).Select(async index =>
            await replicas[index % 2].TakeAsync(await replicas[index % 2].AccountAsync(text), 30).WaitAsync(Limit)));
        Assert.InRange(taken.Count(one => one), 1, 3);
    }

    [Fact]
    public async Task Far_from_the_limit_many_calls_share_a_round_trip()
    {
        Replica replica = await StartAsync();
        string text = await PlanAsync(replica, new Plan { Id = "large", CharactersPerDay = 10_000_000, CharactersPerMonth = 100_000_000 });
        QuotaAccount account = await replica.AccountAsync(text);
        for (int call = 0; call < 1000; call++)
        {
            Assert.True(await replica.TakeAsync(account, 100));
        }

        Assert.InRange(Server.Calls.Count(call => call.Function == "take_quota"), 1, 60);
    }

    [Fact]
    public async Task What_was_given_back_or_lies_idle_is_there_for_the_other_server()
    {
        Replica one = await StartAsync("one");
        Replica other = await StartAsync("other");
        string text = await PlanAsync(one, new Plan { Id = "day", CharactersPerDay = 1000 });
        QuotaAccount account = await one.AccountAsync(text);
        Assert.True(await one.TakeAsync(account, 900));
        Assert.False(await other.TakeAsync(account, 900));
        one.Quotas.Return(account, [new(QuotaMeter.CharactersDay, 800)], TestTime.Shared.GetUtcNow());
        await UntilAsync(() => other.TakeAsync(account, 900), "The units come back.");
        Assert.False(await one.TakeAsync(account, 1));
    }

    [Fact]
    public async Task Who_is_idle_is_forgotten_and_none_whose_call_is_under_way()
    {
        Replica one = await StartAsync("one");
        string text = await PlanAsync(one, new Plan { Id = "day", CharactersPerDay = 1000 });
        QuotaAccount account = await one.AccountAsync(text);
        Assert.True(await one.TakeAsync(account, 100));
        DateTimeOffset later = TestTime.Shared.GetUtcNow().AddMinutes(11);

        // Given back is what is not used; the call goes on.
        await UntilAsync(async () => await Database.ScalarAsync<long>(Taken) == 100, "The lease comes back.");
        one.Accounts.Sweep(later);
        one.Accounts.Sweep(later);
        Assert.NotNull(one.Accounts.Find(account.Subject));

        await one.WriteAsync(account, 100);
        await UntilAsync(
            () =>
            {
                one.Accounts.Sweep(later);
                return Task.FromResult(one.Accounts.Find(account.Subject) is null);
            },
            "It is forgotten.");
        Assert.False(await one.TakeAsync(account, 901));
        await UntilAsync(() => one.TakeAsync(account, 900), "The rest is still there.");
        Assert.False(await one.TakeAsync(account, 1));
    }

    [Fact]
    public async Task A_server_that_stops_gives_back_its_leases_at_once()
    {
        Replica one = await StartAsync("one");
        string text = await PlanAsync(one, new Plan { Id = "day", CharactersPerDay = 100_000 });
        QuotaAccount account = await one.AccountAsync(text);
        Assert.True(await one.TakeAsync(account, 10));
        Assert.True(await Database.ScalarAsync<long>(Taken) > 10);
        await StopAsync(one);
        Assert.Equal(10, await Database.ScalarAsync<long>(Taken));
    }

    [Fact]
    public async Task A_server_that_was_killed_gives_back_what_it_did_not_record_at_its_next_start()
    {
        Replica one = await StartAsync("one");
        string text = await PlanAsync(one, new Plan { Id = "day", CharactersPerDay = 100_000 });
        QuotaAccount account = await one.AccountAsync(text);
        Assert.True(await one.TakeAsync(account, 500));
        await one.WriteAsync(account, 300);
        await AbandonAsync(one);

        await StartAsync("one");
        await UntilAsync(async () => await Database.ScalarAsync<long>(Taken) == 300, "Only what was recorded counts.");
    }

    [Fact]
    public async Task While_nobody_answers_calls_do_not_wait_and_use_what_was_left_and_it_is_told_afterwards()
    {
        Replica one = await StartAsync("one");
        string text = await PlanAsync(one, new Plan { Id = "day", CharactersPerDay = 1000 });
        QuotaAccount account = await one.AccountAsync(text);
        Assert.True(await one.TakeAsync(account, 100));
        await Server.VanishAsync();

        for (int call = 0; call < 9; call++)
        {
            Assert.True(await one.TakeAsync(account, 100));
            await one.WriteAsync(account, 100);
        }

        Assert.False(await one.TakeAsync(account, 1));
        await one.WriteAsync(account, 100);
        await AbandonAsync(one);
        Replica again = await StartAsync("one");
        Assert.False(await again.TakeAsync(account, 1));

        await Server.StartAsync();
        await UntilAsync(async () => await Database.ScalarAsync<long>(Taken) == 1000, "What was used meanwhile is told.");
        Replica other = await StartAsync("other");
        Assert.False(await other.TakeAsync(account, 1));
    }

    [Fact]
    public async Task A_supabase_that_hangs_holds_up_a_call_for_seconds_and_then_none()
    {
        Replica replica = await StartAsync(patience: 2);
        string text = await PlanAsync(replica, new Plan { Id = "day", CharactersPerDay = 1000 });
        QuotaAccount account = await replica.AccountAsync(text);
        Server.Faults.Delay = 2 * Limit;
        Assert.True(await replica.TakeAsync(account, 10).WaitAsync(Limit));
        await UntilAsync(
            () => Task.FromResult(replica.Log.Any(line => line.Contains("counts alone", StringComparison.Ordinal))), "The server notices.");

        for (int call = 0; call < 90; call++)
        {
            Assert.True(replica.TakeAsync(account, 10).IsCompletedSuccessfully, $"call {call} waits");
        }

        Server.Faults.Delay = TimeSpan.Zero;
        await UntilAsync(async () => await Database.ScalarAsync<long>(Taken) == 910, "What was used is told.");
    }

    [Fact]
    public async Task Lost_answers_cost_no_units()
    {
        Replica replica = await StartAsync();
        string text = await PlanAsync(replica, new Plan { Id = "day", CharactersPerDay = 1000 });
        QuotaAccount account = await replica.AccountAsync(text);
        Server.Faults.CutAfterEvery = 2;
        for (int call = 0; call < 100; call++)
        {
            Assert.True(await replica.TakeAsync(account, 10), $"call {call}");
        }

        Server.Faults.CutAfterEvery = 0;
        await UntilAsync(async () => await Database.ScalarAsync<long>(Taken) == 1000, "All units are used.");
        Assert.False(await replica.TakeAsync(account, 1));
    }

    [Fact]
    public async Task Credits_are_shared_and_a_grant_is_seen_by_every_server()
    {
        Replica one = await StartAsync("one");
        Replica other = await StartAsync("other");
        string text = await PlanAsync(one, new Plan { Id = "paid", Credits = 10 });
        QuotaAccount account = await one.AccountAsync(text);
        Assert.True(await SpendAsync(one, account, 6));
        Assert.False(await SpendAsync(other, account, 5));
        QuotaBalance balance = (await other.Quotas.BalancesAsync(account, default)).Single(one => one.Meter == QuotaMeter.Credits);
        Assert.Equal(10_000_000, balance.Limit);

        // A sixteenth of what was left is the other one's lease.
        Assert.InRange(balance.Used, 6_000_000, 6_250_000);

        await one.Office.GrantAsync(account.Subject, Guid.NewGuid(), 1, "a gift", default);
        await UntilAsync(() => SpendAsync(other, account, 5), "The grant is seen.");
        Assert.False(await SpendAsync(one, account, 1));
    }

    [Fact]
    public async Task A_command_beside_a_server_sees_what_all_servers_took_and_takes_nothing()
    {
        Replica replica = await StartAsync();
        string text = await PlanAsync(replica, new Plan { Id = "day", CharactersPerDay = 1000, Credits = 5 });
        QuotaAccount account = await replica.AccountAsync(text);
        Assert.True(await replica.TakeAsync(account, 300));
        await replica.WriteAsync(account, 300);
        string? before = await Database.ScalarAsync<string>("select string_agg(c::text, ',' order by c::text) from rate_counters c");

        await using KeysContext command = Command();
        IssuedKey issued = await command.Office.CreateAsync(new KeyWish("n", "o", "day", KeyScopes.Tts, null), default);
        UsageReport report = await command.Books.Reports.ReadAsync(account, 1, default);
        LimitStand day = report.Limits.Single(stand => stand.Name == QuotaMeters.NameOf(QuotaMeter.CharactersDay));

        // The lease of the server counts as used.
        Assert.InRange(day.Remaining, 650, 700);
        Assert.Equal(5_000_000, report.CreditsLeft);
        Assert.Equal(before, await Database.ScalarAsync<string>("select string_agg(c::text, ',' order by c::text) from rate_counters c"));
        Assert.Equal("day", (await replica.AccountAsync(issued.Text)).Plan.Id);
    }

    [Fact]
    public async Task A_plan_without_limits_asks_nobody()
    {
        Replica replica = await StartAsync();
        (ApiKey _, string text) = await replica.CreateKeyAsync("admin");
        QuotaAccount account = await replica.AccountAsync(text);
        Assert.True(await replica.TakeAsync(account, 1L << 40));
        Assert.DoesNotContain(Server.Calls, call => call.Function == "take_quota");
        Assert.Equal(1L << 40, (await replica.Quotas.BalancesAsync(account, default))[0].Used);
    }

    private static async Task<bool> SpendAsync(Replica replica, QuotaAccount account, long credits) => (await replica.Quotas.TakeAsync(
        account, [new(QuotaMeter.Credits, credits * QuotaMeters.MicroCredits)], default)).IsTaken;

    /// <summary>Six callers at each server take until all is taken, and a little longer.</summary>
    /// <returns>Units that they were given.</returns>
    private static async Task<long> UseUpAsync(Replica[] replicas, string text, long units, int largest)
    {
        long total = 0;
        DateTime end = DateTime.UtcNow + Limit;
        await Task.WhenAll(replicas.SelectMany((replica, index) => Enumerable.Range(0, 6).Select(async caller =>
        {
            QuotaAccount account = await replica.AccountAsync(text);
            Random random = new((index * 100) + caller);
            bool isRefused = false;
            for (int after = 0; after < 40 && DateTime.UtcNow < end;)
            {
                int characters = isRefused ? 1 : random.Next(1, largest);
                isRefused = !await replica.TakeAsync(account, characters).WaitAsync(Limit);
                if (!isRefused)
                {
                    Interlocked.Add(ref total, characters);
                }
                else
                {
                    await Task.Delay(50);
                    after += Interlocked.Read(ref total) >= units ? 1 : 0;
                }
            }
        })));
        return total;
    }

    /// <summary>A plan and a key of it.</summary>
    private static async Task<string> PlanAsync(Replica replica, Plan plan)
    {
        await replica.Office.SavePlanAsync(plan, default);
        return (await replica.CreateKeyAsync(plan.Id)).Text;
    }
}
