namespace StreamServer.Auth.Limits;

/// <param name="Refused">The meters that do not have the units; empty when all were taken.</param>
internal readonly record struct QuotaDecision(IReadOnlyList<QuotaBalance> Refused)
{
    public static QuotaDecision Taken { get; } = new([]);

    public bool IsTaken => Refused.Count == 0;
}
