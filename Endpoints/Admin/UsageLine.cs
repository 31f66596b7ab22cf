using StreamServer.Auth.Limits;
using StreamServer.Auth.Usage;

namespace StreamServer.Endpoints.Admin;

/// <summary>One day, UTC, of one half of the server.</summary>
/// <param name="Day">UTC.</param>
/// <param name="Kind"><c>stt</c> or <c>tts</c>.</param>
/// <param name="Requests">Requests and utterances.</param>
/// <param name="Failed">Of these by the server's fault.</param>
/// <param name="Characters">Spoken.</param>
/// <param name="AudioSeconds">Heard or spoken.</param>
/// <param name="Credits">Charged.</param>
internal sealed record UsageLine(
    DateOnly Day, string Kind, long Requests, long Failed, long Characters, double AudioSeconds, decimal Credits)
{
    public static UsageLine Of(UsageDay day) => new(
        day.Day,
        day.Kind == UsageKind.Stt ? "stt" : "tts",
        day.Requests,
        day.Failed,
        day.Characters,
        day.AudioMs / 1000.0,
        (decimal)day.MicroCredits / QuotaMeters.MicroCredits);
}
