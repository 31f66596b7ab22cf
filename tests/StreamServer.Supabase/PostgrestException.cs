using Npgsql;

namespace StreamServer.Supabase;

/// <summary>An error as PostgREST answers it. Codes and statuses: its source, <c>src/PostgREST/Error.hs</c>.</summary>
internal sealed class PostgrestException(int status, string? code, string message, string? details = null, string? hint = null)
    : Exception(message)
{
    public int Status { get; } = status;

    /// <summary>SQLSTATE or <c>PGRST…</c>; null for an error of the gateway, whose body has no code.</summary>
    public string? Code { get; } = code;

    public string? Details { get; } = details;

    public string? Hint { get; } = hint;

    public static PostgrestException From(NpgsqlException exception, bool authenticated) => exception switch
    {
        PostgresException error => new(StatusOf(error, authenticated), error.SqlState, error.MessageText, error.Detail, error.Hint),
        { InnerException: TimeoutException } => new(504, "PGRST003", "Timed out acquiring connection from connection pool."),
        _ => new(503, "PGRST000", "Database connection error. Retrying the connection.", exception.Message),
    };

    private static int StatusOf(PostgresException error, bool authenticated) => error.SqlState switch
    {
        "23503" or "23505" => 409,
        "25006" => 405,
        "42501" => authenticated ? 403 : 401,
        "42883" or "42P01" => 404,
        "42P17" => 500,
        "53400" => 500,
        "57P01" => 503,
        "P0001" => 400,
        "22023" when error.MessageText.StartsWith("role", StringComparison.Ordinal)
            && error.MessageText.EndsWith("does not exist", StringComparison.Ordinal) => 401,
        "21000" when error.MessageText.EndsWith("requires a WHERE clause", StringComparison.Ordinal) => 400,
        "21000" => 500,
        ['P', 'T', .. string number] => int.TryParse(number, out int status) ? status : 500,
        ['0', '8', ..] or ['5', '3', ..] => 503,
        ['0', 'L', ..] or ['0', 'P', ..] or ['2', '8', ..] => 403,
        ['0', '9', ..] or ['2', '5' or 'D', ..] or ['3', '8' or '9' or 'B', ..] or ['4', '0', ..] => 500,
        ['5', '4' or '5' or '7' or '8', ..] or ['F', '0', ..] or ['H', 'V', ..] or ['P', '0', ..] or ['X', 'X', ..] => 500,
        _ => 400,
    };
}
