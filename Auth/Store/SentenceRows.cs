using Microsoft.Data.Sqlite;
using StreamServer.Auth.Usage;

namespace StreamServer.Auth.Store;

internal static class SentenceRows
{
    public static void Insert(SqliteConnection connection, Sentence sentence) => connection.Execute(
        """
        insert into sentences values ($id, $key, $kind, $text, $hash, $characters, $language, $voice, $time)
        on conflict (usage_id) do nothing
        """,
        ("$id", sentence.UsageId),
        ("$key", sentence.KeyId),
        ("$kind", sentence.Kind),
        ("$text", sentence.Text),
        ("$hash", sentence.Hash),
        ("$characters", sentence.Characters),
        ("$language", sentence.Language),
        ("$voice", sentence.Voice),
        ("$time", sentence.Time));

    /// <summary>Sentences of records, in no order.</summary>
    public static List<Sentence> Of(SqliteConnection connection, IEnumerable<UsageRecord> records)
    {
        List<Sentence> sentences = [];
        foreach (UsageRecord record in records)
        {
            sentences.AddRange(connection.Query(
                "select usage_id, key_id, kind, text, hash, characters, language, voice, time from sentences where usage_id = $id",
                Read,
                ("$id", record.Id)));
        }

        return sentences;
    }

    /// <summary>Sentences of a key, or older than a time, or both together; null does not choose.</summary>
    /// <returns>How many there were.</returns>
    public static long Delete(SqliteConnection connection, string? keyId, DateTimeOffset? before) => connection.Execute(
        "delete from sentences where ($key is null or key_id = $key) and ($before is null or time < $before)",
        ("$key", keyId),
        ("$before", before));

    private static Sentence Read(SqliteDataReader row) => new()
    {
        UsageId = row.Id(0),
        KeyId = row.TextOrNull(1),
        Kind = (UsageKind)row.GetInt32(2),
        Text = row.TextOrNull(3),
        Hash = row.GetString(4),
        Characters = row.GetInt32(5),
        Language = row.TextOrNull(6),
        Voice = row.TextOrNull(7),
        Time = row.Time(8),
    };
}
