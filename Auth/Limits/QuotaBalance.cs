namespace StreamServer.Auth.Limits;

/// <summary>Where a meter stands, as far as this process knows: other replicas may have used more.</summary>
/// <param name="Limit">Units of the period (for credits: all that was granted); null for no limit.</param>
/// <param name="Used">Units that are used or taken for work under way.</param>
/// <param name="Resets">When the period ends; null for credits.</param>
internal readonly record struct QuotaBalance(QuotaMeter Meter, long? Limit, long Used, DateTimeOffset? Resets)
{
    public long? Remaining => Limit is { } limit ? Math.Max(0, limit - Used) : null;
}
