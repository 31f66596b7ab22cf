using Microsoft.Data.Sqlite;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Usage;

namespace StreamServer.Auth.Store;

internal static class UsageRows
{
    private const string Columns =
        "id, subject, key_id, plan_id, kind, characters, audio_ms, micro_credits, model, voice, language, latency_ms, outcome, "
        + "request_id, time";

    /// <summary>Writes a record and counts it; one that is there already changes nothing.</summary>
    public static void Insert(SqliteConnection connection, UsageRecord record, bool isShipped)
    {
        int inserted = connection.Execute(
            $"""
            insert into usage_events ({Columns}, shipped)
            values ($id, $subject, $key, $plan, $kind, $characters, $audio, $credits, $model, $voice, $language, $latency,
                $outcome, $request, $time, $shipped)
            on conflict (id) do nothing
            """,
            ("$id", record.Id),
            ("$subject", record.Subject),
            ("$key", record.KeyId),
            ("$plan", record.PlanId),
            ("$kind", record.Kind),
            ("$characters", record.Characters),
            ("$audio", record.AudioMs),
            ("$credits", record.MicroCredits),
            ("$model", record.Model),
            ("$voice", record.Voice),
            ("$language", record.Language),
            ("$latency", record.LatencyMs),
            ("$outcome", record.Outcome),
            ("$request", record.RequestId),
            ("$time", record.Time),
            ("$shipped", isShipped ? 1 : 0));
        if (inserted == 0)
        {
            return;
        }

        foreach (QuotaAmount amount in UsageAmounts.Of(record))
        {
            CounterRows.Add(connection, record.Subject, amount, record.Time);
        }
    }

    /// <summary>The oldest records that were not shipped, with their place in the outbox.</summary>
    public static List<(long Place, UsageRecord Record)> Unshipped(SqliteConnection connection, int limit) => connection.Query(
        $"select seq, {Columns} from usage_events where shipped = 0 order by seq limit $limit",
        row => (row.GetInt64(0), Read(row, 1)),
        ("$limit", limit));

    public static void MarkShipped(SqliteConnection connection, long first, long last) => connection.Execute(
        "update usage_events set shipped = 1 where shipped = 0 and seq between $first and $last", ("$first", first), ("$last", last));

    public static long CountUnshipped(SqliteConnection connection) =>
        connection.Scalar<long>("select count(*) from usage_events where shipped = 0");

    /// <summary>When the oldest record that was not shipped was made; null when there is none.</summary>
    public static DateTimeOffset? OldestUnshipped(SqliteConnection connection) => connection.Query(
        "select time from usage_events where shipped = 0 order by seq limit 1",
        row => (DateTimeOffset?)DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0))).FirstOrDefault();

    /// <summary>The newest records of a subject, or of all.</summary>
    public static List<UsageRecord> Newest(SqliteConnection connection, string? subject, int limit) => connection.Query(
        $"select {Columns} from usage_events where $subject is null or subject = $subject order by seq desc limit $limit",
        row => Read(row, 0),
        ("$subject", subject),
        ("$limit", limit));

    /// <summary>Days of a subject, or of all, the newest first; a day has one line for each half of the server.</summary>
    public static List<UsageDay> Days(SqliteConnection connection, string? subject, DateTimeOffset from) => connection.Query(
        """
        select date(time / 1000, 'unixepoch'), kind, count(*), sum(characters), sum(audio_ms), sum(micro_credits), sum(outcome = 2)
        from usage_events where ($subject is null or subject = $subject) and time >= $from
        group by 1, 2 order by 1 desc, 2
        """,
        row => new UsageDay(
            DateOnly.Parse(row.GetString(0), System.Globalization.CultureInfo.InvariantCulture),
            (UsageKind)row.GetInt32(1),
            row.GetInt64(2),
            row.GetInt64(3),
            row.GetInt64(4),
            row.GetInt64(5),
            row.GetInt64(6)),
        ("$subject", subject),
        ("$from", from));

    /// <summary>Deletes shipped records older than a time.</summary>
    public static int DeleteOlder(SqliteConnection connection, DateTimeOffset before) =>
        connection.Execute("delete from usage_events where shipped = 1 and time < $before", ("$before", before));

    private static UsageRecord Read(SqliteDataReader row, int first) => new()
    {
        Id = row.Id(first),
        Subject = row.GetString(first + 1),
        KeyId = row.TextOrNull(first + 2),
        PlanId = row.GetString(first + 3),
        Kind = (UsageKind)row.GetInt32(first + 4),
        Characters = row.GetInt64(first + 5),
        AudioMs = row.GetInt64(first + 6),
        MicroCredits = row.GetInt64(first + 7),
        Model = row.GetString(first + 8),
        Voice = row.TextOrNull(first + 9),
        Language = row.TextOrNull(first + 10),
        LatencyMs = (int?)row.NumberOrNull(first + 11),
        Outcome = (UsageOutcome)row.GetInt32(first + 12),
        RequestId = row.GetString(first + 13),
        Time = row.Time(first + 14),
    };
}
