using StreamServer.Auth.Keys;
using StreamServer.Auth.Usage;
using StreamServer.Endpoints.Access;

namespace StreamServer.Endpoints.ElevenLabs;

/// <summary>The routes that ElevenLabs' SDKs ask for.</summary>
internal static class ElevenLabsRoutes
{
    public static void MapElevenLabs(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder group = routes.MapGroup("").WithTags("ElevenLabs").WithMetadata(ElevenLabsShape.Instance);
        RouteGroupBuilder tts = group.MapGroup("").RequireScope(KeyScopes.Tts);
        foreach ((string path, bool isStreamed, bool isTimed, string summary) in new[]
        {
            ("", false, false, "ElevenLabs' shape: speaks a text; the audio is sent whole."),
            ("/stream", true, false, "The same, sent while it is being made."),
            ("/with-timestamps", false, true, "The same as JSON, with the time of each character."),
            ("/stream/with-timestamps", true, true, "The same as lines of JSON while it is being made."),
        })
        {
            tts.MapPost($"/v1/text-to-speech/{{voice}}{path}", (HttpContext context, string voice, ElevenLabsSpeech speech) =>
                speech.SpeakAsync(context, voice, isStreamed, isTimed)).CountAs(UsageKind.Tts).WithSummary(summary);
        }

        tts.MapGet("/v1/voices", ElevenLabsCatalog.Voices).WithSummary("ElevenLabs' shape: the voices.");
        tts.MapGet("/v2/voices", ElevenLabsCatalog.Voices).WithSummary("ElevenLabs' shape: the voices.");
        tts.MapGet("/v1/voices/{voice}", ElevenLabsCatalog.Voice).WithSummary("ElevenLabs' shape: one voice.");
        tts.MapGet("/v1/elevenlabs/models", ElevenLabsCatalog.Models)
            .WithSummary("What /v1/models is when it is asked for with xi-api-key: ElevenLabs' list of the models that speak.");
        group.MapPost("/v1/speech-to-text", ElevenLabsHearing.HearAsync)
            .RequireScope(KeyScopes.Stt)
            .CountAs(UsageKind.Stt)
            .DisableAntiforgery()
            .WithSummary("ElevenLabs' shape: the text of a recording.");
    }
}
