using StreamServer.Auth.Keys;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Stt;
using StreamServer.Endpoints.Stt.Socket;
using StreamServer.Endpoints.Stt.Transcriptions;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Endpoints.Server;

/// <summary>Routes of speech to text, and what they need beside the models.</summary>
internal static class SttRoutes
{
    public static IServiceCollection AddSttRoutes(this IServiceCollection services, SettingsReader settings) => services
        .AddSingleton(settings.Read<SttWireOptions>())
        .AddSingleton<SttParameters>()
        .AddSingleton<SttSocketServices>()
        .AddHostedService<SttShedding>();

    public static void MapStt(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("").WithTags("Speech to text").RequireScope(KeyScopes.Stt);
        group.MapSttSockets();
        group.MapTranscriptions();
    }
}
