using StreamServer.Inference.Runtime;
using StreamServer.Inference.Runtime.Settings;
using StreamServer.Inference.Stt.Correction;
using StreamServer.Inference.Stt.Load;
using StreamServer.Inference.Stt.Meetings;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Inference.Stt;

internal static class SttSetup
{
    /// <summary>Speech to text and its settings; wants the manifest, <see cref="OnnxSessions"/>, readiness and a clock.</summary>
    public static IServiceCollection AddSpeechToText(this IServiceCollection services, SettingsReader settings) => services
        .AddSingleton(settings.Read<SttOptions>())
        .AddSingleton<SttMetrics>()
        .AddSingleton<Vocabularies>()
        .AddSingleton<SpeechToText>()
        .AddSingleton<MeetingTranscripts>()
        .AddSingleton<IModelPart>(provider => provider.GetRequiredService<SpeechToText>());
}
