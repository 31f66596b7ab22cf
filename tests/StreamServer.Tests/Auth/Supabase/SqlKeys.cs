using StreamServer.Supabase;

namespace StreamServer.Tests.Auth.Supabase;

/// <summary>Keys made by SQL alone.</summary>
internal static class SqlKeys
{
    public static readonly DateTimeOffset Day = new(2026, 11, 30, 0, 0, 0, TimeSpan.Zero);

    /// <summary>64 hexadecimal digits that no other number has.</summary>
    public static string Hash(int number) => $"{number:x64}";

    public static Task CreateAsync(PostgresDatabase database, string id, string plan = "free", int hash = 1) => database.ExecuteAsync(
        "select create_key($1, $2, 'a name', 'an owner', $3, '{stt,tts}', $4)", id, Hash(hash), plan, Day);
}
