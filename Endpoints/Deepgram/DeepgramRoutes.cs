using StreamServer.Auth.Keys;
using StreamServer.Auth.Usage;
using StreamServer.Endpoints.Access;

namespace StreamServer.Endpoints.Deepgram;

/// <summary>The routes that Deepgram's SDKs ask for.</summary>
internal static class DeepgramRoutes
{
    public static void MapDeepgram(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("/v1").WithTags("Deepgram").WithMetadata(DeepgramShape.Instance);
        RouteGroupBuilder listen = group.MapGroup("/listen").RequireScope(KeyScopes.Stt);
        listen.MapPost("", DeepgramListen.HearAsync)
            .CountAs(UsageKind.Stt)
            .DisableAntiforgery()
            .WithSummary("Deepgram's shape: the text of a recording in the body.");
        listen.MapGet("", DeepgramListen.ListenAsync)
            .CountAs(UsageKind.Stt)
            .WithSummary("Deepgram's WebSocket: binary audio in, Results out (docs/clients.md).");
        RouteGroupBuilder speak = group.MapGroup("/speak").RequireScope(KeyScopes.Tts);
        speak.MapPost("", DeepgramSpeak.SpeakAsync)
            .CountAs(UsageKind.Tts)
            .WithSummary("Deepgram's shape: speaks a text.");
        speak.MapGet("", DeepgramSpeak.OpenAsync)
            .CountAs(UsageKind.Tts)
            .WithSummary("Deepgram's WebSocket: text in as it is written, audio out as it is spoken (docs/clients.md).");
    }
}
