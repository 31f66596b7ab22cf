using StreamServer.Auth.Keys;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.ElevenLabs;
using StreamServer.Endpoints.Reload;
using StreamServer.Endpoints.Tts;
using StreamServer.Endpoints.Tts.Socket;
using StreamServer.Endpoints.Tts.Timing;
using StreamServer.Endpoints.Tts.Voices;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Endpoints.Server;

/// <summary>Routes of text to speech, and what they need beside the models.</summary>
internal static class TtsRoutes
{
    public static void AddTtsRoutes(this IServiceCollection services, SettingsReader settings)
    {
        services.AddSingleton(settings.Read<TtsWireOptions>());
        services.AddLiveNormalization(NormalizationDefaults.Read(settings));
        services.AddSingleton<UnsentAudio>();
        services.AddSingleton<ChunkListener>();
        services.AddSingleton<SpeechResponse>();
        services.AddTransient<ElevenLabsSpeech>();
        services.AddSingleton<TtsSocketServices>();
        services.AddSingleton<TtsSocketPlaces>();
    }

    public static void MapTts(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder speaking = routes.MapGroup("").RequireScope(KeyScopes.Tts);
        speaking.MapSpeech();
        speaking.MapTtsSocket();
        routes.MapVoices();
    }
}
