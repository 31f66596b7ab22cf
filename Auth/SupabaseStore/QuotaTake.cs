namespace StreamServer.Auth.SupabaseStore;

/// <summary>One element of <c>take_quota</c>'s message; the migration says what each member means.</summary>
internal sealed record QuotaTake(
    string Subject, string Plan, string Meter, DateOnly Period, long Held, long Need, long Lease, long Sequence);
