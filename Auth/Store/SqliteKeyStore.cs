using Microsoft.Data.Sqlite;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Plans;
using StreamServer.Inference;

namespace StreamServer.Auth.Store;

/// <summary>Keys, plans and credits in the embedded database: the store itself, or what a shared store's keys are remembered in.</summary>
internal sealed class SqliteKeyStore(AuthDatabase database) : IKeyStore
{
    /// <summary>SQLite's result for a unique or foreign key that does not hold, and its extended codes.</summary>
    private const int Constraint = 19;

    private const int ForeignKey = 787;

    /// <summary>Credits of some key were changed in this process; raised after it is on the disk.</summary>
    public event Action? CreditsGranted;

    public Task<KnownKey?> FindAsync(KeyHash hash, CancellationToken cancellation) =>
        Task.FromResult(database.Read(connection => connection.Query(
            $"""
            select {KeyRows.Columns}, {PlanRows.Columns}, case when hash = $hash then null else old_until end
            from api_keys join plans on plans.id = api_keys.plan_id
            where hash = $hash or old_hash = $hash
            """,
            ReadKnown,
            ("$hash", hash)).FirstOrDefault()));

    public Task<IReadOnlyList<ApiKey>> ListAsync(string? after, int limit, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<ApiKey>>(database.Read(connection => connection.Query(
            $"""
            select {KeyRows.Columns} from api_keys
            where $after is null or (created, id) < (select created, id from api_keys where id = $after)
            order by created desc, id desc limit $limit
            """,
            KeyRows.Read,
            ("$after", after),
            ("$limit", limit))));

    public Task<ApiKey?> GetAsync(string id, CancellationToken cancellation) =>
        Task.FromResult(database.Read(connection => KeyRows.Get(connection, id)));

    public Task<bool> AnyAsync(CancellationToken cancellation) =>
        Task.FromResult(
            database.Read(connection => connection.Scalar<long>("select exists (select 1 from api_keys where revoked is null)") != 0));

    public Task CreateAsync(NewKey key, CancellationToken cancellation) => database.WriteAsync(connection =>
    {
        try
        {
            Insert(connection, key);
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == Constraint)
        {
            throw exception.SqliteExtendedErrorCode == ForeignKey
                ? new StreamException(StreamError.NotFound, $"There is no plan '{key.Key.PlanId}'.", "plan", exception)
                : new StreamException(StreamError.ClientConflict, "There is a key of that id.", "id", exception);
        }

        long? credits = connection.Query(
            "select credits from plans where id = $plan", row => row.NumberOrNull(0), ("$plan", key.Key.PlanId))[0];
        if (credits is > 0)
        {
            long micro = credits.Value * QuotaMeters.MicroCredits;
            Grant(connection, key.Key.Id, Guid.CreateVersion7(key.Key.Created), micro, "plan", key.Key.Created);
        }

        return true;
    });

    public Task<ApiKey?> RotateAsync(string id, KeyHash hash, DateTimeOffset oldUntil, CancellationToken cancellation) =>
        database.WriteAsync(connection => connection.Execute(
            "update api_keys set old_hash = hash, old_until = $until, hash = $hash where id = $id and revoked is null",
            ("$id", id),
            ("$hash", hash),
            ("$until", oldUntil)) == 0 ? null : KeyRows.Get(connection, id));

    public Task<ApiKey?> RevokeAsync(string id, DateTimeOffset now, CancellationToken cancellation) => database.WriteAsync(connection =>
    {
        connection.Execute("update api_keys set revoked = $now where id = $id and revoked is null", ("$id", id), ("$now", now));
        return KeyRows.Get(connection, id);
    });

    public Task TouchAsync(IReadOnlyDictionary<string, DateTimeOffset> lastUsed, CancellationToken cancellation) =>
        database.WriteAsync(connection => Touch(connection, lastUsed));

    public async Task<bool> GrantCreditsAsync(
        string id, Guid entry, long microCredits, string reason, DateTimeOffset now, CancellationToken cancellation)
    {
        bool isKnown = await database.WriteAsync(connection =>
        {
            if (KeyRows.Get(connection, id) is null)
            {
                return false;
            }

            Grant(connection, id, entry, microCredits, reason, now);
            return true;
        });
        CreditsGranted?.Invoke();
        return isKnown;
    }

    public Task<IReadOnlyList<Plan>> PlansAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Plan>>(
        database.Read(connection => connection.Query($"select {PlanRows.Columns} from plans order by id", row => PlanRows.Read(row, 0))));

    public Task SavePlanAsync(Plan plan, CancellationToken cancellation) => database.WriteAsync(connection =>
    {
        PlanRows.Save(connection, plan);
        return true;
    });

    /// <summary>
    /// Keeps what a shared store said of a hash, so that it is known when that store cannot be reached, also after a restart.
    /// </summary>
    public Task RememberAsync(KeyHash hash, KnownKey known) => database.WriteAsync(connection =>
    {
        PlanRows.Save(connection, known.Plan);
        bool isOld = known.ValidUntil != known.Key.Expires;
        if (KeyRows.Get(connection, known.Key.Id) is null)
        {
            Insert(connection, new NewKey(known.Key, hash));
        }

        // The newest secret of a key is the one without an end of its own; an old one goes beside it.
        connection.Execute(
            $"""
            update api_keys set name = $name, owner = $owner, plan_id = $plan, scopes = $scopes, expires = $expires, revoked = $revoked,
                {(isOld
                    ? "old_hash = case when hash = $hash then old_hash else $hash end, old_until = $until"
                    : "old_hash = case when old_hash = $hash then null else old_hash end, hash = $hash")}
            where id = $id
            """,
            ("$id", known.Key.Id),
            ("$name", known.Key.Name),
            ("$owner", known.Key.Owner),
            ("$plan", known.Plan.Id),
            ("$scopes", known.Key.Scopes),
            ("$expires", known.Key.Expires),
            ("$revoked", known.Key.Revoked),
            ("$hash", hash),
            ("$until", known.ValidUntil));
        return true;
    });

    /// <summary>The shared store does not know a hash any more.</summary>
    public Task ForgetAsync(KeyHash hash) => database.WriteAsync(connection => connection.Execute(
        "update api_keys set revoked = coalesce(revoked, created) where hash = $hash or old_hash = $hash", ("$hash", hash)));

    private static bool Touch(SqliteConnection connection, IReadOnlyDictionary<string, DateTimeOffset> lastUsed)
    {
        foreach ((string id, DateTimeOffset time) in lastUsed)
        {
            connection.Execute(
                "update api_keys set last_used = $time where id = $id and (last_used is null or last_used < $time)",
                ("$id", id),
                ("$time", time));
        }

        return true;
    }

    private static void Insert(SqliteConnection connection, NewKey key) => connection.Execute(
        """
        insert into api_keys (id, name, owner, plan_id, scopes, hash, created, expires, revoked)
        values ($id, $name, $owner, $plan, $scopes, $hash, $created, $expires, $revoked)
        """,
        ("$id", key.Key.Id),
        ("$name", key.Key.Name),
        ("$owner", key.Key.Owner),
        ("$plan", key.Key.PlanId),
        ("$scopes", key.Key.Scopes),
        ("$hash", key.Hash),
        ("$created", key.Key.Created),
        ("$expires", key.Key.Expires),
        ("$revoked", key.Key.Revoked));

    private static void Grant(
        SqliteConnection connection, string id, Guid entry, long microCredits, string reason, DateTimeOffset now) => connection.Execute(
        "insert into credit_ledger values ($entry, $id, $amount, $reason, $now) on conflict (id) do nothing",
        ("$entry", entry),
        ("$id", id),
        ("$amount", microCredits),
        ("$reason", reason),
        ("$now", now));

    private static KnownKey ReadKnown(SqliteDataReader row)
    {
        ApiKey key = KeyRows.Read(row);
        DateTimeOffset? oldUntil = row.TimeOrNull(KeyRows.ColumnCount + PlanRows.ColumnCount);
        DateTimeOffset? until = oldUntil is { } old && (key.Expires is not { } expires || old < expires) ? old : key.Expires;
        return new KnownKey(key, PlanRows.Read(row, KeyRows.ColumnCount), until);
    }
}
