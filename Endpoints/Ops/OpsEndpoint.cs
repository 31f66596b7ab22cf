using Prometheus;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Ops.Health;
using StreamServer.Endpoints.Ops.Info;
using StreamServer.Endpoints.Ops.Metrics;

namespace StreamServer.Endpoints.Ops;

/// <summary>Health, models and the API description.</summary>
internal static class OpsEndpoint
{
    public static void MapOps(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi().OpenToAll();
        RouteGroupBuilder group = routes.MapGroup("").WithTags("Operations");
        group.MapGet("/health/live", (HealthReport health) => Answer(health.Live()))
            .OpenToAll()
            .WithSummary("200 while the process can serve; 503 when only a new one can.")
            .Produces<HealthAnswer>().Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
        group.MapGet("/health/started", (HealthReport health) => Answer(health.Started()))
            .OpenToAll()
            .WithSummary("200 once every model was loaded, or was found to be unloadable.")
            .Produces<HealthAnswer>().Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
        group.MapGet("/health/ready", async (HealthReport health, CancellationToken cancellation) =>
                Answer(await health.ReadyAsync(cancellation)))
            .OpenToAll()
            .WithSummary("200 when every model has run once, the store answers and the server is not stopping, else 503 with the reasons.")
            .Produces<HealthAnswer>().Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
        group.MapGet("/info", (ServerInfo info) => Results.Json(info.Read(), OpsJson.Default.InfoAnswer))
            .RequireCaller()
            .WithSummary("Version, models with their hashes and licences, capacity and what is taken of it, limits.")
            .Produces<InfoAnswer>();
        group.MapGet("/v1/models", (ModelCatalog catalog) => Results.Json(catalog.List(), OpsJson.Default.ModelList))
            .RequireCaller()
            .WithSummary("Every model of the manifest, with what is loaded, its licence and what it is not good at.");
        MapMetrics(routes);
    }

    /// <summary>The registry of this server alone: two in one process would count into one.</summary>
    private static void MapMetrics(IEndpointRouteBuilder routes) =>
        routes.MapMetrics("/metrics", routes.ServiceProvider.GetRequiredService<PrometheusBridge>().Registry)
            .RequireCaller()
            .WithTags("Operations").WithSummary("Every metric, in the text format of Prometheus.");

    private static IResult Answer((bool IsWell, HealthAnswer Answer) report) => Results.Json(
        report.Answer,
        OpsJson.Default.HealthAnswer,
        statusCode: report.IsWell ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
}
