namespace StreamServer.Benchmarks.Load;

/// <summary>Figures of one speech-to-text run.</summary>
/// <param name="Streams">Streams that were tried.</param>
/// <param name="Refused">Streams refused with 503.</param>
/// <param name="Shed">Streams closed with 1013 after they had been let in.</param>
/// <param name="Failed">Streams that ended in any other way than they should.</param>
/// <param name="SentSeconds">Audio sent.</param>
/// <param name="HeardSeconds">Audio that the server says it heard.</param>
/// <param name="Spoken">Utterances that were heard to their end.</param>
/// <param name="Lost">Those of them without a final.</param>
/// <param name="Partials">Partials received.</param>
/// <param name="FirstPartialMs">First sound of an utterance to its first transcript.</param>
/// <param name="FinalMs">Last sound of an utterance to its final.</param>
/// <param name="LagMs">Marker to its echo.</param>
/// <param name="WordErrorRate">Against what was said.</param>
internal sealed record SttFigures(
    int Streams,
    int Refused,
    int Shed,
    int Failed,
    double SentSeconds,
    double HeardSeconds,
    int Spoken,
    int Lost,
    int Partials,
    Percentiles FirstPartialMs,
    Percentiles FinalMs,
    Percentiles LagMs,
    double WordErrorRate)
{
    public static SttFigures Of(int streams, IReadOnlyCollection<SttResult> results) => new(
        streams,
        results.Count(result => result.Outcome == SttResult.Refused),
        results.Count(result => result.Outcome == SttResult.Shed),
        results.Count(result => !SttResult.IsExpected(result.Outcome)),
        Math.Round(results.Sum(result => result.SentSeconds), 3),
        Math.Round(results.Sum(result => result.HeardSeconds), 3),
        results.Sum(result => result.Spoken),
        results.Sum(result => result.Lost),
        results.Sum(result => result.Partials),
        Percentiles.Of(results.SelectMany(result => result.FirstPartial)),
        Percentiles.Of(results.SelectMany(result => result.Final)),
        Percentiles.Of(results.SelectMany(result => result.Lag)),
        Math.Round(results.Sum(result => result.Errors) / (double)Math.Max(1, results.Sum(result => result.Words)), 4));
}
