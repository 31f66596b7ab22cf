namespace StreamServer.Supabase;

/// <param name="Outage">How long Supabase is gone.</param>
/// <param name="Kills">How often the server is killed meanwhile and started again.</param>
/// <param name="Callers">Who ask for speech at the same time.</param>
public sealed record OutageOptions(TimeSpan Outage, int Kills, int Callers);
