using Prometheus;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Ops.Metrics;
using StreamServer.Inference;
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
        RouteGroupBuilder models = group.MapGroup("/v1/models").WithMetadata(OpenAiShape.Instance).RequireCaller();
        models.MapGet("", (HttpRequest request, ModelCatalog catalog) =>
            Results.Json(catalog.List(request.Query.Get("all") is "true" or "1"), OpsJson.Default.ModelList))
            .WithSummary("The installed models: what is loaded, its licence, what it is not good at; all=true for those of the manifest.");
        models.MapGet("/{**id}", (string id, ModelCatalog catalog) => catalog.Find(id) is { } model
            ? Results.Json(model, OpsJson.Default.ModelInfo)
            : throw new StreamException(StreamError.NotFound, $"No model '{Quote.Short(id)}' is installed here.", "model"))
            .WithSummary("One installed model, by its name or by one of OpenAI's names, which says what it stands for.");
        MapMetrics(routes);
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
