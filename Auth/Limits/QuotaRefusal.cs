using StreamServer.Inference;

namespace StreamServer.Auth.Limits;

/// <summary>What a caller is told when a quota does not have the units.</summary>
internal static class QuotaRefusal
{
    /// <summary>Waiting does not bring credits; a client that tries again should do so seldom.</summary>
    private static readonly TimeSpan CreditsRetry = TimeSpan.FromHours(1);

    public static StreamException Of(QuotaAccount account, QuotaDecision decision, DateTimeOffset now)
    {
        QuotaBalance first = decision.Refused[0];
        long unit = QuotaStands.UnitOf(first.Meter);
        long left = (first.Remaining ?? 0) / unit;
        string detail = first.Meter switch
        {
            QuotaMeter.Credits => $"The call costs more than the {left} credits that are left.",
            QuotaMeter.CharactersDay => $"Of the {first.Limit} characters a day of the plan '{account.Plan.Id}' {left} are left.",
            QuotaMeter.CharactersMonth => $"Of the {first.Limit} characters a month of the plan '{account.Plan.Id}' {left} are left.",
            QuotaMeter.AudioDay => $"Of the {first.Limit / unit} seconds of audio a day of the plan '{account.Plan.Id}' {left} are left.",
            _ => $"Of the {first.Limit / unit} seconds of audio a month of the plan '{account.Plan.Id}' {left} are left.",
        };
        return new StreamException(StreamError.ClientLimit, detail)
        {
            Policies = [.. decision.Refused.Select(balance => QuotaMeters.NameOf(balance.Meter))],
            RetryAfter = decision.Refused.Max(balance => balance.Resets - now) ?? CreditsRetry,
        };
    }
}
