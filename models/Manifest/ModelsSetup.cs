using StreamServer.Inference;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Models.Manifest;

internal static class ModelsSetup
{
    /// <summary>The manifest; one that cannot be read is added to the mistakes of <paramref name="settings"/>.</summary>
    public static void AddModels(this IServiceCollection services, SettingsReader settings, RuntimeOptions runtime)
    {
        try
        {
            services.AddSingleton(ModelManifest.Load(runtime.ModelsDir));
        }
        catch (StreamException exception)
        {
            settings.Add(exception.Message);
        }
    }
}
