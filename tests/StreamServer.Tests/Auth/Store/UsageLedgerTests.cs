using Microsoft.Extensions.Logging.Abstractions;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Metrics;
using StreamServer.Auth.Plans;
using StreamServer.Auth.Store;
using StreamServer.Auth.Usage;
using StreamServer.Inference;

namespace StreamServer.Tests.Auth.Store;

public sealed class UsageLedgerTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_record_that_is_written_twice_counts_once()
    {
        await using TestStore store = new();
        UsageRecord record = Record(store, 10);
        await Task.WhenAll(store.Ledger.WriteAsync(record, null), store.Ledger.WriteAsync(record, null)).WaitAsync(Limit);
        Assert.Equal([record], store.Ledger.Newest("k", 10));
        Assert.Equal(10, await store.UsedAsync(new QuotaAccount("k", new Plan { Id = "p" }), QuotaMeter.CharactersDay));
    }

    [Fact]
    public async Task A_failed_record_is_kept_and_not_counted()
    {
        await using TestStore store = new();
        await store.Ledger.WriteAsync(Record(store, 10) with { Outcome = UsageOutcome.Failed }, null).WaitAsync(Limit);
        Assert.Equal(0, await store.UsedAsync(new QuotaAccount("k", new Plan { Id = "p" }), QuotaMeter.CharactersDay));
        Assert.Equal((1L, 1L), store.Ledger.Days("k", DateTimeOffset.MinValue).Select(day => (day.Requests, day.Failed)).Single());
    }

    [Fact]
    public async Task The_outbox_ships_every_record_with_its_sentence_although_the_receiver_fails_and_answers_get_lost()
    {
        await using TestStore store = new();
        await store.ReopenAsync(hasOutbox: true);
        UsageRecord[] records = [.. Enumerable.Range(0, 1200).Select(number => Record(store, number))];
        await Task.WhenAll(records.Select(record => store.Ledger.WriteAsync(record, SentenceOf(record)))).WaitAsync(Limit);
        FlakyShipper shipper = new();
        using UsageOutbox outbox = new(
            store.Ledger, shipper, new AuthMetrics(new TestMeters()), store.Time, NullLogger<UsageOutbox>.Instance);
        for (int round = 0; store.Ledger.CountUnshipped() > 0; round++)
        {
            Assert.True(round < 50, "The outbox does not get empty.");
            try
            {
                await outbox.FlushAsync(CancellationToken.None).WaitAsync(Limit);
            }
            catch (StreamException)
            {
            }
        }

        Assert.Equal(records.Select(record => record.Id).Order(), shipper.Received.Keys.Order());
        Assert.All(shipper.Received.Values, received => Assert.Equal(received.Record.Id, received.Sentence.UsageId));
        Assert.True(shipper.Repeated > 0, "No batch came twice, so nothing was shown.");
    }

    [Fact]
    public async Task Sentences_are_deleted_by_key_and_by_age()
    {
        await using TestStore store = new();
        DateTimeOffset now = store.Time.GetUtcNow();
        foreach ((string key, int days) in new[] { ("a", 0), ("a", 10), ("b", 0), ("b", 10) })
        {
            UsageRecord record = Record(store, 1) with { KeyId = key, Subject = key, Time = now.AddDays(-days) };
            await store.Ledger.WriteAsync(record, SentenceOf(record)).WaitAsync(Limit);
        }

        Assert.Equal(1, await store.Ledger.DeleteSentencesAsync("a", now.AddDays(-5)).WaitAsync(Limit));
        Assert.Equal(1, await store.Ledger.DeleteSentencesAsync("a", null).WaitAsync(Limit));
        Assert.Equal(1, await store.Ledger.DeleteSentencesAsync(null, now.AddDays(-5)).WaitAsync(Limit));
        Assert.Equal(1, store.Database.Read(connection => connection.Scalar<long>("select count(*) from sentences")));
    }

    [Fact]
    public async Task Counters_of_months_that_are_over_go_and_credits_stay()
    {
        await using TestStore store = new();
        DateTimeOffset now = store.Time.GetUtcNow();
        foreach (int months in new[] { 0, 1, 2, 13 })
        {
            await store.Ledger.WriteAsync(Record(store, 7) with { MicroCredits = 3, Time = now.AddMonths(-months) }, null).WaitAsync(Limit);
        }

        Assert.Equal(4, await store.Ledger.DeleteCountersAsync(now).WaitAsync(Limit));
        Assert.Equal(
            ["", "2026-10", "2026-10-30", "2026-11", "2026-11-30"],
            store.Database.Read(connection => connection.Query(
                "select distinct period from rate_counters order by period", row => row.GetString(0))));
        Assert.Equal(4, store.Ledger.Newest(null, 10).Count);
    }

    [Fact]
    public async Task Old_records_go_and_what_was_not_shipped_stays()
    {
        await using TestStore store = new();
        DateTimeOffset now = store.Time.GetUtcNow();
        await store.Ledger.WriteAsync(Record(store, 1) with { Time = now.AddDays(-100) }, null).WaitAsync(Limit);
        await store.ReopenAsync(hasOutbox: true);
        await store.Ledger.WriteAsync(Record(store, 1) with { Time = now.AddDays(-100) }, null).WaitAsync(Limit);
        await store.Ledger.WriteAsync(Record(store, 1), null).WaitAsync(Limit);
        Assert.Equal(1, await store.Ledger.DeleteOlderAsync(now.AddDays(-50)).WaitAsync(Limit));
        Assert.Equal(2, store.Ledger.Newest(null, 10).Count);
    }

    private static UsageRecord Record(TestStore store, long characters) => new()
    {
        Id = Guid.CreateVersion7(store.Time.GetUtcNow()),
        Subject = "k",
        KeyId = "k",
        PlanId = "p",
        Kind = UsageKind.Tts,
        Characters = characters,
        Model = "m",
        Voice = "Mitra",
        LatencyMs = 120,
        Outcome = UsageOutcome.Ok,
        RequestId = "r",
        Time = store.Time.GetUtcNow(),
    };

    private static Sentence SentenceOf(UsageRecord record) =>
        new() { UsageId = record.Id, KeyId = record.KeyId, Kind = record.Kind, Text = "x", Hash = "h", Characters = 1, Time = record.Time };

    /// <summary>Fails every third time before it has a batch, and every third time after it has it.</summary>
    private sealed class FlakyShipper : IUsageShipper
    {
        private int _calls;

        public Dictionary<Guid, (UsageRecord Record, Sentence Sentence)> Received { get; } = [];

        public int Repeated { get; private set; }

        public Task ShipAsync(UsageBatch batch, CancellationToken cancellation)
        {
            int turn = _calls++ % 3;
            if (turn == 0)
            {
                throw new StreamException(StreamError.StoreUnavailable, "gone");
            }

            foreach (UsageRecord record in batch.Records)
            {
                Repeated += Received.TryAdd(record.Id, (record, batch.Sentences.Single(sentence => sentence.UsageId == record.Id))) ? 0 : 1;
            }

            return turn == 1 ? throw new StreamException(StreamError.StoreUnavailable, "the answer got lost") : Task.CompletedTask;
        }

        public Task<IReadOnlyList<UsageDay>> DaysAsync(string? subject, DateTimeOffset from, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<UsageDay>>([]);

        public Task<long> DeleteOlderAsync(DateTimeOffset before, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<long> DeleteSentencesAsync(string? keyId, DateTimeOffset? before, CancellationToken cancellation) =>
            Task.FromResult(0L);
    }
}
