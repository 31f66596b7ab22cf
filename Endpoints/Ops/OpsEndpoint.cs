using Prometheus;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Ops.Health;
using StreamServer.Endpoints.Ops.Info;
using StreamServer.Endpoints.Ops.Metrics;
using StreamServer.Endpoints.Ops.Stats;
using StreamServer.Inference;

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
        RouteGroupBuilder models = group.MapGroup("/v1/models").WithMetadata(OpenAiShape.Instance).RequireCaller();
        models.MapGet("", (HttpRequest request, ModelCatalog catalog) =>
            Results.Json(catalog.List(request.Query.Get("all") is "true" or "1"), OpsJson.Default.ModelList))
            .WithSummary("The installed models: what is loaded, its licence, what it is not good at; all=true for those of the manifest.");
        models.MapGet("/{**id}", (string id, ModelCatalog catalog) => catalog.Find(id) is { } model
            ? Results.Json(model, OpsJson.Default.ModelInfo)
            : throw new StreamException(StreamError.NotFound, $"No model '{Quote.Short(id)}' is installed here.", "model"))
            .WithSummary("One installed model, by its name or by one of OpenAI's names, which says what it stands for.");
        MapMetrics(routes);
        routes.MapStats();
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
