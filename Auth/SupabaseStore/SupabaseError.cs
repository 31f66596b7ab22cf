namespace StreamServer.Auth.SupabaseStore;

/// <summary>PostgREST's error body. <c>details</c> and <c>hint</c> are not read: they may quote stored values.</summary>
/// <param name="Code">SQLSTATE, or <c>PGRST…</c>.</param>
/// <param name="Message">In English.</param>
internal sealed record SupabaseError(string? Code, string? Message);
