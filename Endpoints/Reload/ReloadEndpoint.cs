using Microsoft.Extensions.Options;
using StreamServer.Auth.Keys;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Normalization.Text;

namespace StreamServer.Endpoints.Reload;

internal static class ReloadEndpoint
{
    /// <param name="services">Where to.</param>
    /// <param name="endpoints">As they are at the start.</param>
    /// <param name="overrides">Settings that win over every file.</param>
    public static void AddReload(
        this IServiceCollection services, EndpointsOptions endpoints, IReadOnlyList<KeyValuePair<string, string?>> overrides)
    {
        LiveLogLevel level = new(endpoints.LogLevel);
        services.AddSingleton(level);
        services.AddSingleton<IOptionsChangeTokenSource<LoggerFilterOptions>>(level);
        services.Configure<LoggerFilterOptions>(level.Apply);
        services.AddSingleton(provider => new SettingsReload(
            overrides,
            level,
            provider.GetRequiredService<LiveNormalization>(),
            provider.GetRequiredService<ILogger<SettingsReload>>(),
            provider.GetService<KeyDirectory>()));
        services.AddHostedService(provider => provider.GetRequiredService<SettingsReload>());
    }

    /// <summary>What endpoints get of it is of the moment of the call.</summary>
    public static void AddLiveNormalization(this IServiceCollection services, NormalizationOptions options)
    {
        services.AddSingleton(new LiveNormalization(options));
        services.AddTransient(provider => provider.GetRequiredService<LiveNormalization>().Options);
    }

    public static void MapReload(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/v1/admin/reload", (SettingsReload reload) =>
            {
                reload.Reload();
                return Results.NoContent();
            })
            .RequireScope(KeyScopes.Admin)
            .WithTags("Administration")
            .WithSummary("Reads log level, house rules, keys and plans anew, as SIGHUP does; 400 with every mistake, and nothing changes.")
            .Produces(StatusCodes.Status204NoContent);
}
