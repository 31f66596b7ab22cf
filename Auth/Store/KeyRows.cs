using Microsoft.Data.Sqlite;
using StreamServer.Auth.Keys;

namespace StreamServer.Auth.Store;

internal static class KeyRows
{
    public const string Columns = "api_keys.id, name, owner, plan_id, scopes, created, expires, revoked, last_used";

    public const int ColumnCount = 9;

    public static ApiKey Read(SqliteDataReader row) => new()
    {
        Id = row.GetString(0),
        Name = row.GetString(1),
        Owner = row.GetString(2),
        PlanId = row.GetString(3),
        Scopes = (KeyScopes)row.GetInt32(4),
        Created = row.Time(5),
        Expires = row.TimeOrNull(6),
        Revoked = row.TimeOrNull(7),
        LastUsed = row.TimeOrNull(8),
    };

    public static ApiKey? Get(SqliteConnection connection, string id) =>
        connection.Query($"select {Columns} from api_keys where id = $id", Read, ("$id", id)).FirstOrDefault();
}
