using StreamServer.Inference.Runtime;
using StreamServer.Inference.Runtime.Settings;
using StreamServer.Inference.Tts.Codec;
using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Inference.Tts;

/// <summary>Registers text to speech.</summary>
internal static class TtsSetup
{
    /// <summary>Models, engines and who lets callers in; mistakes in the settings are added to <paramref name="settings"/>.</summary>
    public static void AddTextToSpeech(this IServiceCollection services, SettingsReader settings)
    {
        services.AddSingleton(settings.Read<TtsOptions>());
        services.AddSingleton<LmMetrics>();
        services.AddSingleton<CodecMetrics>();
        services.AddSingleton<TtsMetrics>();
        services.AddSingleton<TtsLoader>();
        services.AddSingleton<TextToSpeech>();
        services.AddSingleton<IModelPart>(provider => provider.GetRequiredService<TextToSpeech>());
    }
}
