using StreamServer.Auth.Usage;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;

namespace StreamServer.Endpoints.Stt.Transcriptions;

/// <summary>Routes that hear a whole recording.</summary>
internal static class TranscriptionRoutes
{
    public static void MapTranscriptions(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/transcribe_pcm", PcmEndpoint.HandleAsync)
            .CountAs(UsageKind.Stt)
            .WithSummary("The text of raw PCM in the body.");
        routes.MapPost("/v1/audio/transcriptions", TranscriptionEndpoint.HandleAsync)
            .CountAs(UsageKind.Stt)
            .WithMetadata(OpenAiShape.Instance)
            .DisableAntiforgery()
            .WithTags("OpenAI")
            .WithSummary("OpenAI's shape: the text of a recording, as json, text, verbose_json, srt, vtt or server-sent events.");
        routes.MapPost("/v1/audio/translations", TranscriptionEndpoint.Translate)
            .WithMetadata(OpenAiShape.Instance)
            .DisableAntiforgery()
            .WithTags("OpenAI")
            .WithSummary("400: no model here translates.");
    }
}
