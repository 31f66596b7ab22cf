using Microsoft.Data.Sqlite;
using StreamServer.Auth.Plans;

namespace StreamServer.Auth.Store;

/// <summary>
/// Brings the tables from any earlier version to the newest, each step in a transaction. Steps that were published are never edited.
/// </summary>
internal static class DatabaseMigrations
{
    /// <summary>Marks the file as ours (<c>pragma application_id</c>): "SPKA".</summary>
    private const int ApplicationId = 0x53504B41;

    private static readonly Action<SqliteConnection>[] Steps = [First, SharedQuotas];

    public static int Newest => Steps.Length;

    /// <exception cref="IOException">The file belongs to another program or to a later version of this one.</exception>
    public static void Run(SqliteConnection connection)
    {
        long version = connection.Scalar<long>("pragma user_version");
        long application = connection.Scalar<long>("pragma application_id");
        if (application != ApplicationId && (version != 0 || connection.Scalar<long>("select count(*) from sqlite_master") > 0))
        {
            throw new IOException("it was not made by this server.");
        }

        if (version > Newest)
        {
            throw new IOException($"its version {version} is later than {Newest}, which this server knows.");
        }

        for (long step = version; step < Newest; step++)
        {
            using SqliteTransaction transaction = connection.BeginTransaction();

            // Two processes may start at once: the second finds the work done.
            if (connection.Scalar<long>("pragma user_version") == step)
            {
                Steps[step](connection);
                connection.Execute($"pragma application_id = {ApplicationId}; pragma user_version = {step + 1};");
            }

            transaction.Commit();
        }
    }

    private static void First(SqliteConnection connection)
    {
        connection.Execute("""
            create table plans (
                id text primary key,
                requests_per_minute integer,
                concurrent_stt integer,
                concurrent_tts integer,
                characters_per_day integer,
                characters_per_month integer,
                audio_seconds_per_day integer,
                audio_seconds_per_month integer,
                credits integer
            ) strict;

            create table api_keys (
                id text primary key,
                name text not null,
                owner text not null,
                plan_id text not null references plans (id),
                scopes integer not null,
                hash blob not null unique check (length(hash) = 32),
                old_hash blob unique check (length(old_hash) = 32),
                old_until integer,
                created integer not null,
                expires integer,
                revoked integer,
                last_used integer
            ) strict;

            create table credit_ledger (
                id blob primary key check (length(id) = 16),
                key_id text not null references api_keys (id),
                micro_credits integer not null,
                reason text not null,
                time integer not null
            ) strict, without rowid;
            create index credit_ledger_key on credit_ledger (key_id);

            create table rate_counters (
                subject text not null,
                meter integer not null,
                period text not null,
                units integer not null,
                primary key (subject, meter, period)
            ) strict, without rowid;

            create table usage_events (
                seq integer primary key autoincrement,
                id blob not null unique check (length(id) = 16),
                subject text not null,
                key_id text,
                plan_id text not null,
                kind integer not null,
                characters integer not null,
                audio_ms integer not null,
                micro_credits integer not null,
                model text not null,
                voice text,
                language text,
                latency_ms integer,
                outcome integer not null,
                request_id text not null,
                time integer not null,
                shipped integer not null default 0
            ) strict;
            create index usage_events_subject on usage_events (subject, time);
            create index usage_events_time on usage_events (time);
            create index usage_events_outbox on usage_events (seq) where shipped = 0;

            create table sentences (
                usage_id blob primary key check (length(usage_id) = 16),
                key_id text,
                kind integer not null,
                text text,
                hash text not null,
                characters integer not null,
                language text,
                voice text,
                time integer not null
            ) strict, without rowid;
            create index sentences_key on sentences (key_id, time);
            create index sentences_time on sentences (time);
            """);
        foreach (Plan plan in ShippedPlans.All)
        {
            PlanRows.Save(connection, plan);
        }
    }

    /// <summary>For a shared store, which this database is cache and outbox of.</summary>
    private static void SharedQuotas(SqliteConnection connection) => connection.Execute("""
        create table quota_holder (
            one integer primary key check (one = 1),
            id blob not null check (length(id) = 16)
        ) strict;

        create table shared_quotas (
            subject text not null,
            meter integer not null,
            period text not null,
            limit_units integer,
            others integer not null,
            primary key (subject, meter, period)
        ) strict, without rowid;
        """);
}
