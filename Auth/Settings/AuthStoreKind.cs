namespace StreamServer.Auth.Settings;

/// <summary>Where keys, plans and shared quotas are.</summary>
internal enum AuthStoreKind
{
    /// <summary>In the embedded database, of this server alone.</summary>
    Local,

    /// <summary>In Supabase, shared by every replica; the embedded database is cache and outbox.</summary>
    Supabase,
}
