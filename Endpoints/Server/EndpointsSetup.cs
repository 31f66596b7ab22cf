using Microsoft.AspNetCore.Cors.Infrastructure;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Ops;
using StreamServer.Endpoints.Ops.Health;
using StreamServer.Endpoints.Ops.Info;
using StreamServer.Endpoints.Ops.Metrics;
using StreamServer.Endpoints.Ops.Stats;
using StreamServer.Endpoints.Ops.Telemetry;
using StreamServer.Endpoints.Uploads;
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
        services.AddSingleton(settings.Read<TelemetryOptions>());
        services.AddHostedService<OtlpExport>();
        services.AddSingleton<PrometheusBridge>();
        services.AddSingleton<ServerMetrics>();
        services.AddSingleton(settings.Read<StatsOptions>());
        services.AddHostedService<EveryInstrument>();
        services.AddSingleton<ModelCatalog>();
        services.AddSingleton<HealthReport>();
        services.AddSingleton<ServerInfo>();
        AllowedNames names = new(options);
        services.AddSingleton(names);
        services.AddSingleton<ConnectionGate>();
        services.AddCors(cors => cors.AddDefaultPolicy(pages => Allow(pages, names)));
        services.AddHostedService<Preload>();
        services.AddSingleton<LiveStreams>();
        services.AddSingleton(settings.Read<UploadOptions>());
        services.AddSingleton<UploadStore>();
        services.AddSingleton<UploadReader>();
        services.AddSingleton<RemoteRecordings>();
        services.AddHostedService<UploadFolder>();
        services.AddHostedService<DrainService>();
        services.AddHostedService<StartBanner>();
        return options;
    }

    private static void Allow(CorsPolicyBuilder pages, AllowedNames names)
    {
        _ = names.AllowsAnyOrigin ? pages.AllowAnyOrigin() : pages.WithOrigins([.. names.Origins]);
        pages.AllowAnyHeader().AllowAnyMethod().WithExposedHeaders("*");
    }
}
