using StreamServer.Inference.Runtime;

namespace StreamServer.Inference.Stt;

internal static class SttSetup
{
    /// <summary>Speech to text; wants <see cref="SttOptions"/>, the manifest, <see cref="OnnxSessions"/>, readiness and a clock.</summary>
    public static IServiceCollection AddSpeechToText(this IServiceCollection services) => services
        .AddSingleton<SpeechToText>()
        .AddSingleton<IModelPart>(provider => provider.GetRequiredService<SpeechToText>());
}
