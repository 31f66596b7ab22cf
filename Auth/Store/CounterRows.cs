using Microsoft.Data.Sqlite;
using StreamServer.Auth.Limits;

namespace StreamServer.Auth.Store;

/// <summary>What the records of a subject add up to, by meter and period.</summary>
internal static class CounterRows
{
    public static long Read(SqliteConnection connection, string subject, QuotaMeter meter, string period) => connection.Scalar<long>(
        "select units from rate_counters where subject = $subject and meter = $meter and period = $period",
        ("$subject", subject),
        ("$meter", meter),
        ("$period", period));

    public static void Add(SqliteConnection connection, string subject, QuotaAmount amount, DateTimeOffset time) => connection.Execute(
        """
        insert into rate_counters values ($subject, $meter, $period, $units)
        on conflict (subject, meter, period) do update set units = units + excluded.units
        """,
        ("$subject", subject),
        ("$meter", amount.Meter),
        ("$period", QuotaMeters.PeriodOf(amount.Meter, time)),
        ("$units", amount.Units));

    /// <summary>Deletes counters of months before that of a time, with their days; credits have no period and stay.</summary>
    public static int DeleteOlder(SqliteConnection connection, DateTimeOffset time) => connection.Execute(
        "delete from rate_counters where meter <> $credits and period < $month",
        ("$credits", QuotaMeter.Credits),
        ("$month", QuotaMeters.PeriodOf(QuotaMeter.CharactersMonth, time)));

    /// <summary>All credits that a key was ever granted, in millionths.</summary>
    public static long Granted(SqliteConnection connection, string subject) =>
        connection.Scalar<long>("select coalesce(sum(micro_credits), 0) from credit_ledger where key_id = $subject", ("$subject", subject));
}
