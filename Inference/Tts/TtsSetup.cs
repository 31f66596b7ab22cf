using StreamServer.Inference.Runtime;
using StreamServer.Inference.Tts.Codec;
using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Inference.Tts;

/// <summary>Registers text to speech.</summary>
internal static class TtsSetup
{
    public static IServiceCollection AddTextToSpeech(this IServiceCollection services)
    {
        services.AddSingleton<LmMetrics>();
        services.AddSingleton<CodecMetrics>();
        services.AddSingleton<TtsMetrics>();
        services.AddSingleton<TtsPart>();
        services.AddSingleton<IModelPart>(provider => provider.GetRequiredService<TtsPart>());
        services.AddSingleton<TtsPipeline>();
        return services;
    }
}
