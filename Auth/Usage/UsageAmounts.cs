using StreamServer.Auth.Limits;

namespace StreamServer.Auth.Usage;

/// <summary>What a record adds to the meters of its subject.</summary>
internal static class UsageAmounts
{
    public static IReadOnlyList<QuotaAmount> Of(UsageRecord record) =>
        record.Outcome == UsageOutcome.Failed ? [] : Of(record.Kind, record.Characters, record.AudioMs, record.MicroCredits);

    /// <summary>Speech to text counts audio, text to speech characters; both may cost credits.</summary>
    public static IReadOnlyList<QuotaAmount> Of(UsageKind kind, long characters, long audioMs, long microCredits)
    {
        (QuotaMeter day, QuotaMeter month, long units) = kind == UsageKind.Stt
            ? (QuotaMeter.AudioDay, QuotaMeter.AudioMonth, audioMs)
            : (QuotaMeter.CharactersDay, QuotaMeter.CharactersMonth, characters);
        return microCredits == 0
            ? [new(day, units), new(month, units)]
            : [new(day, units), new(month, units), new(QuotaMeter.Credits, microCredits)];
    }
}
