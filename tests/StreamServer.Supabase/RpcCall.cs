namespace StreamServer.Supabase;

/// <summary>A call that arrived, and the headers that say who called.</summary>
public sealed record RpcCall(string Function, string? ApiKey, string? Authorization);
