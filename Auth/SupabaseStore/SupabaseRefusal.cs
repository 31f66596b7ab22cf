namespace StreamServer.Auth.SupabaseStore;

/// <summary>The database did not do what was asked, and will not when it is asked again.</summary>
/// <param name="code">SQLSTATE.</param>
/// <param name="function">What was called.</param>
internal sealed class SupabaseRefusal(string code, string function) : Exception($"Supabase's {function} answered {code}.")
{
    public const string UniqueViolation = "23505";
    public const string ForeignKeyViolation = "23503";

    public string Code { get; } = code;
}
