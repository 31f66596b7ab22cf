using StreamServer.Inference.Runtime.Metrics;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Inference.Runtime;

internal static class RuntimeSetup
{
    /// <summary>Device, readiness and warm-up; what cannot work is added to the mistakes of <paramref name="settings"/>.</summary>
    public static RuntimeOptions AddRuntime(this IServiceCollection services, SettingsReader settings)
    {
        RuntimeOptions options = settings.Read<RuntimeOptions>();
        services.AddSingleton(options);
        services.AddMetrics();
        services.AddSingleton<EngineMetrics>();
        services.AddSingleton<TrafficMetrics>();
        services.AddSingleton<RecentWork>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<Revival>();
        services.AddSingleton<WarmUpService>();
        services.AddHostedService(provider => provider.GetRequiredService<WarmUpService>());
        services.AddHostedService<MemoryTrim>();
        try
        {
            services.AddSingleton(new OnnxSessions(options));
        }
        catch (StreamException exception)
        {
            settings.Add(exception.Message);
        }

        return options;
    }
}
