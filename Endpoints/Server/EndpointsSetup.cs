using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Ops;
using StreamServer.Endpoints.Ops.Metrics;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Endpoints.Server;

internal static class EndpointsSetup
{
    public static EndpointsOptions AddEndpoints(this IServiceCollection services, SettingsReader settings, TimeProvider time)
    {
        EndpointsOptions options = settings.Read<EndpointsOptions>();
        services.AddSingleton(options);
        services.AddSingleton(time);
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails = context =>
            context.ProblemDetails.Extensions.TryAdd("request_id", context.HttpContext.TraceIdentifier));
        services.AddExceptionHandler<ErrorHandling>();
        services.AddOpenApi("v1", options => options.AddDocumentTransformer<KeySecurity>());
        services.AddSingleton<PrometheusBridge>();
        services.AddSingleton<ModelCatalog>();
        services.AddSingleton<LiveStreams>();
        services.AddHostedService<DrainService>();
        services.AddHostedService<StartBanner>();
        return options;
    }
}
