using Prometheus;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Ops.Metrics;
using StreamServer.Endpoints.Ops.Stats;
using StreamServer.Inference.Runtime;

namespace StreamServer.Endpoints.Ops;

/// <summary>Health, models and the API description.</summary>
internal static class OpsEndpoint
{
    public static void MapOps(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi().OpenToAll();
        RouteGroupBuilder group = routes.MapGroup("").WithTags("Operations");
        group.MapGet("/health/live", () => Results.Json(new HealthAnswer("live", null, null), OpsJson.Default.HealthAnswer))
            .OpenToAll()
            .WithSummary("200 while the process can answer at all.");
        group.MapGet("/health/ready", Ready)
            .OpenToAll()
            .WithSummary("200 when every model has run once and the server is not stopping, else 503 with the reasons.");
        group.MapGet("/v1/models", (ModelCatalog catalog) => Results.Json(catalog.List(), OpsJson.Default.ModelList))
            .RequireCaller()
            .WithSummary("Every model of the manifest, with what is loaded, its licence and what it is not good at.");
        MapMetrics(routes);
        routes.MapStats();
    }

    /// <summary>The registry of this server alone: two in one process would count into one.</summary>
    private static void MapMetrics(IEndpointRouteBuilder routes) =>
        routes.MapMetrics("/metrics", routes.ServiceProvider.GetRequiredService<PrometheusBridge>().Registry)
            .RequireCaller()
            .WithTags("Operations").WithSummary("Every metric, in the text format of Prometheus.");

    private static IResult Ready(Readiness readiness, OnnxSessions sessions)
    {
        bool ready = readiness.IsReady;
        HealthAnswer answer = new(
            ready ? "ready" : "not_ready",
            ready ? null : readiness.Reasons.ToDictionary(reason => reason.Key, reason => HiddenPaths.Hide(reason.Value)),
            new DeviceInfo(sessions.Device.ToString().ToLowerInvariant(), HiddenPaths.Hide(sessions.DeviceReason)));
        return Results.Json(answer, OpsJson.Default.HealthAnswer, statusCode: ready ? 200 : 503);
    }
}
