using StreamServer.Auth.Calls;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Plans;
using StreamServer.Auth.Store;
using StreamServer.Auth.Usage;

namespace StreamServer.Tests.Auth.Store;

public sealed class LocalQuotaStoreTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly Plan Small = new() { Id = "small", CharactersPerDay = 100, CharactersPerMonth = 150, AudioSecondsPerDay = 60 };

    [Fact]
    public async Task Every_amount_is_taken_or_none_and_the_refusal_names_what_is_short()
    {
        await using TestStore store = new();
        QuotaAccount account = new("k", Small);
        Assert.True((await store.Quotas.TakeAsync(account, UsageAmounts.Of(UsageKind.Tts, 100, 0, 0), None)).IsTaken);
        QuotaDecision refused = await store.Quotas.TakeAsync(account, UsageAmounts.Of(UsageKind.Tts, 1, 0, 0), None);

        Assert.Equal([QuotaMeter.CharactersDay], refused.Refused.Select(balance => balance.Meter));
        Assert.Equal(100, await store.UsedAsync(account, QuotaMeter.CharactersMonth));
    }

    [Fact]
    public async Task A_new_day_is_a_new_quota_and_the_month_goes_on()
    {
        await using TestStore store = new();
        QuotaAccount account = new("k", Small);
        await store.Quotas.TakeAsync(account, UsageAmounts.Of(UsageKind.Tts, 100, 0, 0), None);
        DateTimeOffset yesterday = store.Time.GetUtcNow();
        store.Time.Advance(TimeSpan.FromHours(12));
        Assert.Equal(new DateTime(2026, 12, 1), store.Time.GetUtcNow().Date);
        Assert.Equal(0, await store.UsedAsync(account, QuotaMeter.CharactersDay));
        Assert.Equal(0, await store.UsedAsync(account, QuotaMeter.CharactersMonth));

        // Yesterday's units are gone with yesterday.
        await store.Quotas.TakeAsync(account, UsageAmounts.Of(UsageKind.Tts, 30, 0, 0), None);
        store.Quotas.Return(account, UsageAmounts.Of(UsageKind.Tts, 20, 0, 0), yesterday);
        Assert.Equal(30, await store.UsedAsync(account, QuotaMeter.CharactersDay));
        store.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(0, await store.UsedAsync(account, QuotaMeter.CharactersDay));
        Assert.Equal(30, await store.UsedAsync(account, QuotaMeter.CharactersMonth));
    }

    [Fact]
    public async Task Many_at_once_never_take_more_than_there_is()
    {
        await using TestStore store = new();
        QuotaAccount account = new("k", Small);
        bool[] taken = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => Task.Run(async () =>
            (await store.Quotas.TakeAsync(account, UsageAmounts.Of(UsageKind.Tts, 3, 0, 0), None)).IsTaken))).WaitAsync(
                TimeSpan.FromSeconds(30));
        Assert.Equal(33, taken.Count(one => one));
    }

    [Fact]
    public async Task What_the_records_add_up_to_is_known_after_a_restart()
    {
        await using TestStore store = new();
        (CallerIdentity caller, _) = await store.KeyAsync(Small with { Credits = 5 });
        SpeechMeter meter = new(store.Accounting, caller, "m", "r");
        await meter.TakeAsync(60, None);
        await meter.EndAsync(new SpeechUsage { Outcome = UsageOutcome.Ok, Characters = 60 });
        IReadOnlyList<QuotaBalance> before = await store.Quotas.BalancesAsync(caller.Account, None);
        await store.ReopenAsync();

        Assert.Equal(before, await store.Quotas.BalancesAsync(caller.Account, None));
        Assert.Equal(60_000, before[(int)QuotaMeter.Credits].Used);
    }

    [Fact]
    public async Task Of_many_callers_those_that_are_idle_are_forgotten_and_none_whose_call_is_under_way()
    {
        await using TestStore store = new();
        LocalQuotaStore quotas = new(store.Database, store.Time) { MaxSubjects = 2 };
        QuotaAccount[] accounts = [.. Enumerable.Range(0, 4).Select(index => new QuotaAccount($"addr_{index}", Small))];
        foreach (QuotaAccount account in accounts)
        {
            Assert.True((await quotas.TakeAsync(account, [new(QuotaMeter.CharactersDay, 60)], None)).IsTaken);
        }

        // The first two have ended with what they took; the others still speak.
        quotas.Return(accounts[0], [new(QuotaMeter.CharactersDay, 60)], store.Time.GetUtcNow());
        quotas.Return(accounts[1], [new(QuotaMeter.CharactersDay, 60)], store.Time.GetUtcNow());
        quotas.Sweep();
        Assert.Equal(4, quotas.Count);
        store.Time.Advance(TimeSpan.FromMinutes(11));
        quotas.Sweep();
        Assert.Equal(2, quotas.Count);
        Assert.False((await quotas.TakeAsync(accounts[2], [new(QuotaMeter.CharactersDay, 60)], None)).IsTaken);
        Assert.True((await quotas.TakeAsync(accounts[0], [new(QuotaMeter.CharactersDay, 60)], None)).IsTaken);
    }

    [Fact]
    public async Task Credits_that_another_process_grants_are_found_when_they_are_needed()
    {
        await using TestStore store = new();
        (CallerIdentity caller, _) = await store.KeyAsync(new Plan { Id = "paid", Credits = 1 });
        QuotaAmount[] two = [new(QuotaMeter.Credits, 2 * QuotaMeters.MicroCredits)];
        Assert.False((await store.Quotas.TakeAsync(caller.Account, two, None)).IsTaken);
        await using (AuthDatabase other = AuthDatabase.Open(store.Path))
        {
            await new KeyOffice(new SqliteKeyStore(other), store.Hasher, store.Time).GrantAsync(
                caller.Key!.Id, Guid.NewGuid(), 1, "top-up", None);
        }

        Assert.True((await store.Quotas.TakeAsync(caller.Account, two, None)).IsTaken);
    }
}
