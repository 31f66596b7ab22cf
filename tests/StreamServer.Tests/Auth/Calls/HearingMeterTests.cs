using StreamServer.Auth.Calls;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Plans;
using StreamServer.Auth.Usage;
using StreamServer.Inference;
using StreamServer.Tests.Auth.Store;

namespace StreamServer.Tests.Auth.Calls;

public sealed class HearingMeterTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(20);

    [Theory]
    [InlineData(60, null)]
    [InlineData(12, null)]
    [InlineData(7, null)]
    [InlineData(null, 1L)]
    public async Task A_stream_may_use_its_quota_to_the_last_frame_is_warned_before_and_ends_there(int? seconds, long? credits)
    {
        // A price of 2 for a minute: one credit is 30 s.
        await using TestStore store = new(prices: "2");
        (CallerIdentity caller, _) = await store.KeyAsync(new Plan { Id = "p", AudioSecondsPerDay = seconds, Credits = credits });
        HearingMeter meter = new(store.Accounting, caller, "m", "r");
        await meter.StartAsync(null, None);
        double heard = 0;
        double? warned = null;
        StreamException? end = null;
        while (end is null)
        {
            heard += Frame.TotalSeconds;
            HearingNotice? notice = meter.Heard(Frame);
            end = notice?.End;
            if (notice?.Warning is not null)
            {
                Assert.Null(warned);
                warned = heard;
            }

            Assert.True(heard < 100, "It never ends.");
        }

        double allowed = seconds ?? 30;
        Assert.Equal(allowed, heard, 0.001);
        Assert.InRange(warned!.Value, 0, Math.Max(Frame.TotalSeconds, allowed - 5));
        Assert.Equal((StreamError.ClientLimit, credits is null ? "audio-day" : "credits"), (end.Error, end.Policies!.Single()));

        await meter.EndAsync(UsageOutcome.Ok);
        Assert.Equal((long)(allowed * 1000), await store.UsedAsync(caller.Account, QuotaMeter.AudioDay));
        HearingMeter next = new(store.Accounting, caller, "m", "r");
        await Assert.ThrowsAsync<StreamException>(async () => await next.StartAsync(null, None));
    }

    [Fact]
    public async Task Records_of_utterances_add_up_to_what_was_heard_and_the_rest_is_given_back()
    {
        await using TestStore store = new();
        (CallerIdentity caller, _) = await store.KeyAsync(new Plan { Id = "p", AudioSecondsPerDay = 3600, Credits = 100 });
        HearingMeter meter = new(store.Accounting, caller, "m", "r");
        await meter.StartAsync(null, None);
        meter.Heard(TimeSpan.FromSeconds(3));
        await meter.RecordAsync(
            new HearingUsage { Outcome = UsageOutcome.Ok, Language = "en", Latency = TimeSpan.FromMilliseconds(210), Text = "one" });
        meter.Heard(TimeSpan.FromSeconds(4));
        await meter.RecordAsync(new HearingUsage { Outcome = UsageOutcome.Failed });
        meter.Heard(TimeSpan.FromSeconds(2));
        await meter.EndAsync(UsageOutcome.Cancelled);
        await meter.EndAsync(UsageOutcome.Ok);

        IReadOnlyList<UsageRecord> records = store.Ledger.Newest(caller.Account.Subject, 10);
        Assert.Equal(
            [(2_000L, UsageOutcome.Cancelled), (4_000L, UsageOutcome.Failed), (3_000L, UsageOutcome.Ok)],
            records.Select(record => (record.AudioMs, record.Outcome)));
        Assert.Equal((210, "en"), (records[2].LatencyMs, records[2].Language));
        Assert.Equal(5_000, await store.UsedAsync(caller.Account, QuotaMeter.AudioDay));
        Assert.Equal(records.Sum(record => record.MicroCredits), await store.UsedAsync(caller.Account, QuotaMeter.Credits));
        await store.ReopenAsync();
        Assert.Equal(5_000, await store.UsedAsync(caller.Account, QuotaMeter.AudioDay));
    }

    [Fact]
    public async Task While_the_disk_is_stuck_audio_goes_on_and_only_the_record_waits()
    {
        await using TestStore store = new();
        (CallerIdentity caller, _) = await store.KeyAsync(new Plan { Id = "p", AudioSecondsPerDay = 3600, CharactersPerDay = 1000 });
        HearingMeter meter = new(store.Accounting, caller, "m", "r");
        await meter.StartAsync(null, None);
        using ManualResetEventSlim disk = new();
        Task<bool> stuck = store.Database.WriteAsync(_ => disk.Wait(TimeSpan.FromSeconds(30)));
        for (int frame = 0; frame < 5_000; frame++)
        {
            Assert.Null(meter.Heard(Frame));
        }

        SpeechMeter speech = new(store.Accounting, caller, "m", "r");
        Assert.True(speech.TakeAsync(10, None).IsCompletedSuccessfully);
        Task record = meter.RecordAsync(new HearingUsage { Outcome = UsageOutcome.Ok });
        Assert.False(record.IsCompleted);
        disk.Set();
        await record.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.True(await stuck);
        Assert.Equal(100_000, store.Ledger.Newest(null, 1).Single().AudioMs);
    }

    [Fact]
    public async Task A_recording_of_known_length_is_refused_before_work_when_it_does_not_fit()
    {
        await using TestStore store = new();
        (CallerIdentity caller, _) = await store.KeyAsync(new Plan { Id = "p", AudioSecondsPerDay = 60 });
        HearingMeter meter = new(store.Accounting, caller, "m", "r");
        await Assert.ThrowsAsync<StreamException>(async () => await meter.StartAsync(TimeSpan.FromSeconds(61), None));
        Assert.Equal(0, await store.UsedAsync(caller.Account, QuotaMeter.AudioDay));
        await meter.StartAsync(TimeSpan.FromSeconds(60), None);
        Assert.Null(meter.Heard(TimeSpan.FromSeconds(30))?.End);
        await meter.EndAsync(UsageOutcome.Ok);
        Assert.Equal(30_000, await store.UsedAsync(caller.Account, QuotaMeter.AudioDay));
    }

    [Fact]
    public async Task Two_streams_of_one_key_share_its_quota_to_the_unit()
    {
        await using TestStore store = new();
        (CallerIdentity caller, _) = await store.KeyAsync(new Plan { Id = "p", AudioSecondsPerDay = 33 });
        HearingMeter[] meters = [new(store.Accounting, caller, "m", "a"), new(store.Accounting, caller, "m", "b")];

        // Both before either hears: one alone may use all of it up.
        await meters[0].StartAsync(null, None);
        await meters[1].StartAsync(null, None);
        double heard = 0;
        await Task.WhenAll(meters.Select(async meter =>
        {
            double mine = 0;
            while (meter.Heard(Frame)?.End is null)
            {
                mine += Frame.TotalSeconds;
                await Task.Yield();
            }

            lock (meters)
            {
                heard += mine + Frame.TotalSeconds;
            }

            await meter.EndAsync(UsageOutcome.Ok);
        })).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.Equal(33, heard, 0.05);
    }
}
