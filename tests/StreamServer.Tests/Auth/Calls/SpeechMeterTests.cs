using StreamServer.Auth.Calls;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Plans;
using StreamServer.Auth.Settings;
using StreamServer.Auth.Store;
using StreamServer.Auth.Usage;
using StreamServer.Inference;
using StreamServer.Tests.Auth.Store;

namespace StreamServer.Tests.Auth.Calls;

public sealed class SpeechMeterTests
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly Plan Paid = new() { Id = "paid", CharactersPerDay = 1_000, Credits = 1 };

    [Fact]
    public async Task A_call_that_would_overdraw_is_refused_before_it_begins_and_costs_nothing()
    {
        await using TestStore store = new(prices: "2");
        (CallerIdentity caller, _) = await store.KeyAsync(Paid);
        SpeechMeter meter = new(store.Accounting, caller, "m", "r");
        StreamException refused = await Assert.ThrowsAsync<StreamException>(async () => await meter.TakeAsync(501, None));
        Assert.Equal((StreamError.ClientLimit, "credits"), (refused.Error, refused.Policies!.Single()));
        Assert.Equal(0, await store.UsedAsync(caller.Account, QuotaMeter.CharactersDay));
        await meter.TakeAsync(500, None);
    }

    [Fact]
    public async Task A_cancelled_call_pays_for_what_was_spoken()
    {
        await using TestStore store = new();
        (CallerIdentity caller, _) = await store.KeyAsync(Paid);
        SpeechMeter meter = new(store.Accounting, caller, "m", "r");
        await meter.TakeAsync(800, None);
        await meter.EndAsync(new SpeechUsage { Outcome = UsageOutcome.Cancelled, Characters = 300, Audio = TimeSpan.FromSeconds(20) });
        await meter.EndAsync(new SpeechUsage { Outcome = UsageOutcome.Ok, Characters = 800 });

        UsageRecord record = store.Ledger.Newest(caller.Account.Subject, 10).Single();
        Assert.Equal(
            (300L, 20_000L, 300_000L, UsageOutcome.Cancelled), (record.Characters, record.AudioMs, record.MicroCredits, record.Outcome));
        Assert.Equal(300, await store.UsedAsync(caller.Account, QuotaMeter.CharactersDay));
        Assert.Equal(300_000, await store.UsedAsync(caller.Account, QuotaMeter.Credits));
        await store.ReopenAsync();
        Assert.Equal(300_000, await store.UsedAsync(caller.Account, QuotaMeter.Credits));
    }

    [Fact]
    public async Task Our_fault_costs_nothing()
    {
        await using TestStore store = new();
        (CallerIdentity caller, _) = await store.KeyAsync(Paid);
        SpeechMeter meter = new(store.Accounting, caller, "m", "r");
        await meter.TakeAsync(800, None);
        await meter.EndAsync(new SpeechUsage { Outcome = UsageOutcome.Failed, Characters = 300 });
        Assert.Equal(0, await store.UsedAsync(caller.Account, QuotaMeter.Credits));
        Assert.Equal(0, await store.UsedAsync(caller.Account, QuotaMeter.CharactersDay));
        Assert.Equal(0, store.Ledger.Newest(null, 1).Single().MicroCredits);
    }

    [Fact]
    public async Task Many_small_texts_cost_as_much_as_one_large()
    {
        await using TestStore store = new(prices: "0.333");
        (CallerIdentity caller, _) = await store.KeyAsync(Paid);
        SpeechMeter meter = new(store.Accounting, caller, "m", "r");
        for (int number = 0; number < 1000; number++)
        {
            await meter.TakeAsync(1, None);
        }

        await meter.EndAsync(new SpeechUsage { Outcome = UsageOutcome.Ok, Characters = 1000 });
        Assert.Equal(333_000, store.Ledger.Newest(null, 1).Single().MicroCredits);
        Assert.Equal(333_000, await store.UsedAsync(caller.Account, QuotaMeter.Credits));
    }

    [Theory]
    [InlineData(StoredText.Off)]
    [InlineData(StoredText.Hash)]
    [InlineData(StoredText.Full)]
    internal async Task Text_is_kept_as_far_as_the_setting_says(StoredText kept)
    {
        await using TestStore store = new(kept);
        (CallerIdentity caller, _) = await store.KeyAsync(Paid);
        SpeechMeter meter = new(store.Accounting, caller, "m", "r");
        await meter.TakeAsync(9, None);
        await meter.EndAsync(new SpeechUsage { Outcome = UsageOutcome.Ok, Characters = 9, Text = "Good day.", Voice = "Mitra" });
        List<Sentence> sentences = store.Database.Read(connection => SentenceRows.Of(connection, store.Ledger.Newest(null, 1)));
        if (kept == StoredText.Off)
        {
            Assert.Empty(sentences);
            return;
        }

        Sentence sentence = sentences.Single();
        Assert.Equal(kept == StoredText.Full ? "Good day." : null, sentence.Text);
        Assert.Equal((store.Hasher.HashText("Good day."), 9, "Mitra"), (sentence.Hash, sentence.Characters, sentence.Voice));
    }

    [Fact]
    public async Task Without_accounting_nothing_is_limited()
    {
        SpeechMeter meter = new(null, CallerIdentity.Open("here"), "m", "r");
        await meter.TakeAsync(long.MaxValue / 2, None);
        await meter.EndAsync(new SpeechUsage { Outcome = UsageOutcome.Ok });
        Assert.Equal(long.MaxValue / 2, meter.Characters);
    }
}
