using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Runtime.Metrics;

namespace StreamServer.Endpoints.Ops.Stats;

/// <summary><c>GET /v1/stats</c>: the last hundred answers of each model, for those who have no Prometheus.</summary>
internal static class StatsEndpoint
{
    private const int MostMs = 600_000;

    public static void MapStats(this IEndpointRouteBuilder routes) => routes.MapGet("/v1/stats", Stats)
        .RequireCaller()
        .WithTags("Operations")
        .WithSummary("Of the last 100 answers of each model: mean, percentiles, error rate, and the share that took longer than over_ms.")
        .Produces<StatsAnswer>();

    /// <param name="overMs">Milliseconds of the objective; without it STT_OBJECTIVE_MS and TTS_OBJECTIVE_MS.</param>
    private static IResult Stats([FromQuery(Name = "over_ms")] string? overMs, RecentWork work, StatsOptions options)
    {
        int? wished = overMs is null ? null : Read(overMs);
        ModelStats[] models =
        [
            .. work.Windows.Select(one =>
            {
                (long total, double[] answers) = one.Window.Read();
                int limit = wished ?? (one.Half == "stt" ? options.SttObjectiveMs : options.TtsObjectiveMs);
                return ModelStats.Of(one.Half, one.Model, total, answers, limit);
            }),
        ];
        return Results.Json(new StatsAnswer(RecentWindow.Size, models), StatsJson.Default.StatsAnswer);
    }

    private static int Read(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value is >= 1 and <= MostMs
            ? value
            : throw new StreamException(
                StreamError.ClientBadRequest, $"over_ms='{Quote.Short(text)}' is not allowed: give milliseconds from 1 to {MostMs}.",
                "over_ms");
}
