using System.Text.Json;
using StreamServer.Inference;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Tts;

namespace StreamServer.Endpoints.Tts;

/// <summary>The routes of text to speech.</summary>
internal static class TtsEndpoint
{
    /// <summary>What the routes need beside <see cref="TtsSetup.AddTextToSpeech"/>.</summary>
    public static void AddTtsEndpoints(this IServiceCollection services) => services.AddSingleton<SpeechResponse>();

    public static void MapTts(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder tts = routes.MapGroup("/v1/tts").WithTags("Text to speech");
        tts.MapPost("/generate", GenerateAsync)
            .WithName("Generate")
            .WithSummary("Speaks a text; audio is sent while it is being made unless stream is false.");
        tts.MapGet("/voices", Voices).WithName("TtsVoices").WithSummary("The speakers of the loaded model.");
        tts.MapGet("/health", Health).WithName("TtsHealth").WithSummary("Whether text to speech takes requests, and its load.");
    }

    private static async Task GenerateAsync(HttpContext context, TtsPart part, TtsOptions options, Readiness readiness, SpeechResponse response)
    {
        if (readiness.IsStopping)
        {
            throw new StreamException(StreamError.ServerStopping, "The server is stopping.");
        }

        using JsonDocument body = await ReadBodyAsync(context);
        await response.SendAsync(context, GenerateRequestReader.Read(body.RootElement, part.Models, options));
    }

    private static IResult Voices(TtsPart part)
    {
        SpeechModels models = part.Models;
        VoiceInfo[] voices = [.. models.Voices.Voices.Select(voice => new VoiceInfo(voice.Name, voice.Friendly, voice.Description, voice.IsCloned))];
        return TypedResults.Json(new VoiceList(models.Entry.Name, voices), TtsJson.Default.VoiceList);
    }

    private static IResult Health(TtsPart part, TtsOptions options, Readiness readiness)
    {
        bool isReady = !readiness.IsStopping && !readiness.Reasons.ContainsKey(TtsPart.PartName);
        TtsHealth health = isReady
            ? new TtsHealth("ready", null, part.Models.Entry.Name, options.Slots, part.Models.Lm.SlotsUsed, part.Models.Lm.Waiting)
            : new TtsHealth("not_ready", readiness.Reasons.GetValueOrDefault(TtsPart.PartName, "stopping"), null, options.Slots, 0, 0);
        return TypedResults.Json(health, TtsJson.Default.TtsHealth, statusCode: isReady ? 200 : 503);
    }

    private static async Task<JsonDocument> ReadBodyAsync(HttpContext context)
    {
        try
        {
            return await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        }
        catch (JsonException exception)
        {
            throw new StreamException(
                StreamError.ClientBadRequest, $"The body is not JSON (line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}).", inner: exception);
        }
    }
}
