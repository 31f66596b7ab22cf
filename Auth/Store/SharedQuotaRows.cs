using Microsoft.Data.Sqlite;
using StreamServer.Auth.Limits;

namespace StreamServer.Auth.Store;

/// <summary>What a shared store said last of quotas, for the time when it cannot be asked; and this server's name there.</summary>
internal static class SharedQuotaRows
{
    /// <summary>The id under which this server takes quotas: made once for a database, so that it lives as long as its counters.</summary>
    public static Guid Holder(SqliteConnection connection)
    {
        connection.Execute("insert into quota_holder values (1, $id) on conflict do nothing", ("$id", Guid.NewGuid()));
        return connection.Query("select id from quota_holder", row => row.Id(0))[0];
    }

    public static (bool IsKnown, long? Limit, long Others) Read(
        SqliteConnection connection, string subject, QuotaMeter meter, string period) =>
        connection.Query(
            "select limit_units, others from shared_quotas where subject = $subject and meter = $meter and period = $period",
            row => (true, row.NumberOrNull(0), row.GetInt64(1)),
            ("$subject", subject),
            ("$meter", meter),
            ("$period", period)).FirstOrDefault();

    public static void Save(SqliteConnection connection, string subject, QuotaMeter meter, string period, long? limit, long others) =>
        connection.Execute(
            "insert or replace into shared_quotas values ($subject, $meter, $period, $limit, $others)",
            ("$subject", subject),
            ("$meter", meter),
            ("$period", period),
            ("$limit", limit),
            ("$others", others));

    /// <summary>What this server used of periods that go on, by subject: at most so many, the largest first.</summary>
    public static List<(string Subject, QuotaMeter Meter, long Units)> Used(SqliteConnection connection, DateTimeOffset now, int limit) =>
        connection.Query(
            "select subject, meter, units from rate_counters where period in ($day, $month, '') order by units desc limit $limit",
            row => (row.GetString(0), (QuotaMeter)row.GetInt32(1), row.GetInt64(2)),
            ("$day", QuotaMeters.PeriodOf(QuotaMeter.CharactersDay, now)),
            ("$month", QuotaMeters.PeriodOf(QuotaMeter.CharactersMonth, now)),
            ("$limit", limit));

    /// <summary>Forgets periods that are over.</summary>
    public static void Delete(SqliteConnection connection, DateTimeOffset now) => connection.Execute(
        "delete from shared_quotas where period not in ($day, $month, '')",
        ("$day", QuotaMeters.PeriodOf(QuotaMeter.CharactersDay, now)),
        ("$month", QuotaMeters.PeriodOf(QuotaMeter.CharactersMonth, now)));
}
