using StreamServer.Auth.Keys;
using StreamServer.Auth.Plans;
using StreamServer.Inference;
using StreamServer.Tests.Auth.Supabase;

namespace StreamServer.Tests.Auth.SupabaseStore;

public sealed class SupabaseKeyStoreTests(PostgresFixture postgres) : SharedStoreTest(postgres)
{
    private const string Address = "127.0.0.1";

    [Fact]
    public async Task A_key_that_one_server_makes_opens_every_server_until_it_is_revoked()
    {
        Replica one = await StartAsync("one");
        Replica other = await StartAsync("other");
        (ApiKey key, string text) = await one.CreateKeyAsync();

        ValidKey valid = await other.Directory.CheckAsync(text, Address, default);
        Assert.Equal((key.Id, "free"), (valid.Known.Key.Id, valid.Known.Plan.Id));
        Assert.Equal(KeyScopes.Stt | KeyScopes.Tts, valid.Known.Key.Scopes);
        Assert.Equal(key.Created, valid.Known.Key.Created, TimeSpan.FromMilliseconds(1));

        await one.Office.RevokeAsync(key.Id, default);
        other.Directory.Forget();
        StreamException error = await RefusalAsync(other, text);
        Assert.Equal(StreamError.ClientUnauthorized, error.Error);
    }

    [Fact]
    public async Task A_secret_key_is_in_apikey_and_never_in_authorization_and_a_token_is_in_both()
    {
        Replica current = await StartAsync("current");
        await current.Keys.AnyAsync(default);
        Assert.All(Server.Calls, call => Assert.Equal((Server.Keys.Secret, null), (call.ApiKey, call.Authorization)));

        await StopAsync(current);
        int before = Server.Calls.Count;
        Replica legacy = await StartAsync("legacy", Server.Keys.LegacyServiceRole);
        await legacy.Keys.AnyAsync(default);
        Assert.All(Server.Calls.Skip(before), call => Assert.Equal(
            (Server.Keys.LegacyServiceRole, "Bearer " + Server.Keys.LegacyServiceRole), (call.ApiKey, call.Authorization)));
    }

    [Fact]
    public async Task Known_keys_cost_no_call_and_unknown_ones_one_in_five_seconds()
    {
        Replica replica = await StartAsync();
        (_, string text) = await replica.CreateKeyAsync();
        string wrong = KeyText.Create("abcdefgh");
        for (int time = 0; time < 50; time++)
        {
            await replica.Directory.CheckAsync(text, Address, default);
            await RefusalAsync(replica, wrong);
        }

        Assert.Equal(2, Server.Calls.Count(call => call.Function == "authorize_key"));
    }

    [Fact]
    public async Task While_nobody_answers_known_keys_go_on_also_after_a_restart_and_unknown_ones_get_503()
    {
        Replica replica = await StartAsync();
        (_, string text) = await replica.CreateKeyAsync();
        (_, string unused) = await replica.CreateKeyAsync();
        await replica.Directory.CheckAsync(text, Address, default);
        await Server.VanishAsync();

        replica.Directory.Forget();
        await replica.Directory.CheckAsync(text, Address, default);
        await StopAsync(replica);
        Replica again = await StartAsync();
        Assert.Equal("free", (await again.Directory.CheckAsync(text, Address, default)).Known.Plan.Id);
        StreamException error = await RefusalAsync(again, unused);
        Assert.Equal(StreamError.StoreUnavailable, error.Error);

        await Server.StartAsync();
        await UntilAsync(
            async () =>
            {
                try
                {
                    return (await again.Directory.CheckAsync(unused, Address, default)).Known.Plan.Id == "free";
                }
                catch (StreamException exception) when (exception.Error == StreamError.StoreUnavailable)
                {
                    return false;
                }
            },
            "The key works when Supabase is there again.");
    }

    [Theory]
    [InlineData(500)]
    [InlineData(522)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(429)]
    public async Task Whatever_the_gateway_answers_is_an_outage_and_no_wrong_key(int status)
    {
        Replica replica = await StartAsync();
        (_, string text) = await replica.CreateKeyAsync();
        Server.Faults.Status = status;
        StreamException error = await RefusalAsync(replica, text);
        Assert.Equal(StreamError.StoreUnavailable, error.Error);
    }

    [Fact]
    public async Task A_slow_supabase_is_waited_for_as_long_as_the_setting_says()
    {
        Replica replica = await StartAsync(patience: 2);
        (_, string text) = await replica.CreateKeyAsync();
        Server.Faults.Delay = 2 * Limit;
        Task<ValidKey> asking = replica.Directory.CheckAsync(text, Address, default).AsTask();
        StreamException error = await Assert.ThrowsAsync<StreamException>(() => asking.WaitAsync(Limit));
        Assert.Equal(StreamError.StoreUnavailable, error.Error);
    }

    [Fact]
    public async Task Lost_answers_make_neither_two_keys_nor_two_grants_nor_two_rotations()
    {
        Replica replica = await StartAsync();
        Server.Faults.CutAfterEvery = 2;
        (ApiKey key, string old) = await replica.CreateKeyAsync();
        await replica.Office.GrantAsync(key.Id, Guid.NewGuid(), 5, "a gift", default);
        IssuedKey rotated = await replica.Office.RotateAsync(key.Id, TimeSpan.FromHours(1), default);
        Server.Faults.CutAfterEvery = 0;

        Assert.Equal(1, await CountAsync("api_keys"));
        Assert.Equal(1_005_000_000L, await Database.ScalarAsync<long>("select sum(micro_credits)::bigint from credit_ledger"));
        Assert.NotNull((await replica.Directory.CheckAsync(old, Address, default)).Known.ValidUntil);
        Assert.Null((await replica.Directory.CheckAsync(rotated.Text, Address, default)).Known.ValidUntil);
    }

    [Fact]
    public async Task Keys_and_plans_are_listed_and_mistakes_name_the_member()
    {
        Replica replica = await StartAsync();
        (ApiKey key, _) = await replica.CreateKeyAsync("pro");
        Assert.Equal(key.Id, Assert.Single(await replica.Office.ListAsync(null, default)).Id);
        await replica.Office.SavePlanAsync(new Plan { Id = "trial", CharactersPerDay = 5 }, default);
        Assert.Contains(await replica.Office.PlansAsync(default), plan => plan is { Id: "trial", CharactersPerDay: 5, Credits: null });

        StreamException error = await Assert.ThrowsAsync<StreamException>(() => replica.CreateKeyAsync("no-such-plan"));
        Assert.Equal((StreamError.NotFound, "plan"), (error.Error, error.Member));
        error = await Assert.ThrowsAsync<StreamException>(() => replica.Office.RevokeAsync("00000000", default));
        Assert.Equal(StreamError.NotFound, error.Error);
    }

    [Fact]
    public async Task The_shipped_plans_are_those_of_the_migrations()
    {
        Replica replica = await StartAsync();
        Assert.Equal(ShippedPlans.All.OrderBy(plan => plan.Id, StringComparer.Ordinal), await replica.Keys.PlansAsync(default));
    }

    [Fact]
    public async Task No_line_of_the_log_shows_a_key_or_the_pepper()
    {
        Replica replica = await StartAsync();
        (_, string text) = await replica.CreateKeyAsync();
        await replica.Directory.CheckAsync(text, Address, default);
        Server.Faults.Status = 503;
        replica.Directory.Forget();
        await replica.Directory.CheckAsync(text, Address, default);
        Server.Faults.Status = 0;
        await Server.VanishAsync();
        await RefusalAsync(replica, KeyText.Create("abcdefgh"));

        Assert.NotEmpty(replica.Log);
        string log = string.Join('\n', replica.Log);
        foreach (string secret in new[] { text[^43..], Server.Keys.Secret, Replica.Pepper })
        {
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
        }
    }

    private static Task<StreamException> RefusalAsync(Replica replica, string text) =>
        Assert.ThrowsAsync<StreamException>(() => replica.Directory.CheckAsync(text, Address, default).AsTask());
}
