using StreamServer.Auth.Usage;

namespace StreamServer.Auth.Store;

/// <summary>
/// Every record and sentence, first of all here: <see cref="WriteAsync"/> completes when the record is on the disk, and only then
/// the answer that it belongs to ends. A shared store gets them from the outbox, which is the rows that are not marked as shipped.
/// </summary>
/// <param name="database">Where they lie.</param>
/// <param name="hasOutbox">Whether a shared store wants them.</param>
internal sealed class UsageLedger(AuthDatabase database, bool hasOutbox)
{
    public Task WriteAsync(UsageRecord record, Sentence? sentence) => database.WriteAsync(connection =>
    {
        UsageRows.Insert(connection, record, isShipped: !hasOutbox);
        if (sentence is not null)
        {
            SentenceRows.Insert(connection, sentence);
        }

        return true;
    });

    public IReadOnlyList<UsageRecord> Newest(string? subject, int limit) =>
        database.Read(connection => UsageRows.Newest(connection, subject, limit));

    public IReadOnlyList<UsageDay> Days(string? subject, DateTimeOffset from) =>
        database.Read(connection => UsageRows.Days(connection, subject, from));

    /// <summary>When the oldest record of the outbox was made; null when it is empty.</summary>
    public DateTimeOffset? OldestUnshipped() => database.Read(UsageRows.OldestUnshipped);

    public long CountUnshipped() => database.Read(UsageRows.CountUnshipped);

    /// <summary>The oldest records of the outbox with their sentences; nothing is changed.</summary>
    /// <param name="limit">Records at most.</param>
    /// <param name="last">Place of the last of them, for <see cref="MarkShippedAsync"/>.</param>
    /// <param name="first">Place of the first of them.</param>
    public UsageBatch Peek(int limit, out long first, out long last)
    {
        (UsageBatch batch, first, last) = database.Read(connection =>
        {
            List<(long Place, UsageRecord Record)> rows = UsageRows.Unshipped(connection, limit);
            UsageRecord[] records = [.. rows.Select(row => row.Record)];
            return rows.Count == 0
                ? (new UsageBatch([], []), 0L, 0L)
                : (new UsageBatch(records, SentenceRows.Of(connection, records)), rows[0].Place, rows[^1].Place);
        });
        return batch;
    }

    public Task MarkShippedAsync(long first, long last) => database.WriteAsync(connection =>
    {
        UsageRows.MarkShipped(connection, first, last);
        return true;
    });

    public Task<long> DeleteSentencesAsync(string? keyId, DateTimeOffset? before) =>
        database.WriteAsync(connection => SentenceRows.Delete(connection, keyId, before));

    /// <summary>Deletes counters that no limit looks at any more.</summary>
    /// <param name="now">What is of last month stays: calls that began then may still end.</param>
    /// <returns>How many were deleted.</returns>
    public Task<int> DeleteCountersAsync(DateTimeOffset now) =>
        database.WriteAsync(connection => CounterRows.DeleteOlder(connection, now.AddMonths(-1)));

    /// <summary>Deletes records that are shipped and older than a time.</summary>
    public Task<int> DeleteOlderAsync(DateTimeOffset before) =>
        database.WriteAsync(connection => UsageRows.DeleteOlder(connection, before));
}
