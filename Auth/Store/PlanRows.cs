using Microsoft.Data.Sqlite;
using StreamServer.Auth.Plans;

namespace StreamServer.Auth.Store;

internal static class PlanRows
{
    public const string Columns =
        "plans.id, requests_per_minute, concurrent_stt, concurrent_tts, characters_per_day, characters_per_month, "
        + "audio_seconds_per_day, audio_seconds_per_month, credits";

    public const int ColumnCount = 9;

    public static void Save(SqliteConnection connection, Plan plan) => connection.Execute(
        """
        insert into plans values ($id, $rpm, $stt, $tts, $charsDay, $charsMonth, $audioDay, $audioMonth, $credits)
        on conflict (id) do update set
            requests_per_minute = excluded.requests_per_minute, concurrent_stt = excluded.concurrent_stt,
            concurrent_tts = excluded.concurrent_tts, characters_per_day = excluded.characters_per_day,
            characters_per_month = excluded.characters_per_month, audio_seconds_per_day = excluded.audio_seconds_per_day,
            audio_seconds_per_month = excluded.audio_seconds_per_month, credits = excluded.credits
        """,
        ("$id", plan.Id),
        ("$rpm", plan.RequestsPerMinute),
        ("$stt", plan.ConcurrentStt),
        ("$tts", plan.ConcurrentTts),
        ("$charsDay", plan.CharactersPerDay),
        ("$charsMonth", plan.CharactersPerMonth),
        ("$audioDay", plan.AudioSecondsPerDay),
        ("$audioMonth", plan.AudioSecondsPerMonth),
        ("$credits", plan.Credits));

    /// <param name="first">Column of the plan's id, with the others behind it.</param>
    public static Plan Read(SqliteDataReader row, int first) => new()
    {
        Id = row.GetString(first),
        RequestsPerMinute = (int?)row.NumberOrNull(first + 1),
        ConcurrentStt = (int?)row.NumberOrNull(first + 2),
        ConcurrentTts = (int?)row.NumberOrNull(first + 3),
        CharactersPerDay = row.NumberOrNull(first + 4),
        CharactersPerMonth = row.NumberOrNull(first + 5),
        AudioSecondsPerDay = row.NumberOrNull(first + 6),
        AudioSecondsPerMonth = row.NumberOrNull(first + 7),
        Credits = row.NumberOrNull(first + 8),
    };
}
