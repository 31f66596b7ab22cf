using System.Text.Json;
using StreamServer.Endpoints.Tts.Socket;
using StreamServer.Endpoints.Tts.Voices;
using StreamServer.Inference;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Runtime.Settings;
using StreamServer.Inference.Tts;
using StreamServer.Normalization;
using StreamServer.Normalization.Text;

namespace StreamServer.Endpoints.Tts;

/// <summary>The routes of text to speech.</summary>
internal static class TtsEndpoint
{
    /// <summary>What the routes need beside <see cref="TtsSetup.AddTextToSpeech"/>.</summary>
    public static void AddTtsEndpoints(this IServiceCollection services, SettingsReader settings)
    {
        services.AddSingleton(HouseRulesFile.Read(settings));
        services.AddSingleton<SpeechResponse>();
        services.AddSingleton<TtsSocketServices>();
    }

    public static void MapTts(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder tts = routes.MapGroup("/v1/tts").WithTags("Text to speech");
        tts.MapPost("/generate", GenerateAsync)
            .WithName("Generate")
            .WithSummary("Speaks a text; audio is sent while it is being made unless stream is false.");
        routes.MapPost("/api/v1/speech", GenerateAsync).WithTags("Text to speech").WithSummary("The same as /v1/tts/generate.");
        tts.MapPost("/normalize", NormalizeAsync).WithName("Normalize").WithSummary("What would be said, and what each stage changed.");
        routes.MapTtsSocket();
        tts.MapVoices();
        tts.MapGet("/health", Health).WithName("TtsHealth").WithSummary("Whether text to speech takes requests, and its load.");
    }

    /// <exception cref="StreamException">The server takes no new work.</exception>
    public static void ThrowIfStopping(Readiness readiness)
    {
        if (readiness.IsStopping)
        {
            throw new StreamException(StreamError.ServerStopping, "The server is stopping.");
        }
    }

    private static async Task GenerateAsync(
        HttpContext context, TtsPart part, TtsOptions options, HouseRules houseRules, Readiness readiness, SpeechResponse response)
    {
        ThrowIfStopping(readiness);
        using JsonDocument body = await ReadBodyAsync(context);
        SpeechCall call = GenerateRequestReader.Read(body.RootElement, part.Models, options, houseRules, out bool isVerbose);
        if (isVerbose)
        {
            context.Response.Headers[NormalizedTextHeader.Name] = NormalizedTextHeader.Format(SpokenForm.Of(call.Speech.Text, call.Speech.Normalization));
        }

        await response.SendAsync(context, call, PlainBody.For(context));
    }

    private static async Task<IResult> NormalizeAsync(HttpContext context, TtsOptions options, HouseRules houseRules)
    {
        using JsonDocument body = await ReadBodyAsync(context);
        JsonMembers members = new(body.RootElement);
        string text = GenerateRequestReader.ReadText(members, "text", options.MaxText);
        NormalizationOptions normalization = NormalizationReader.Read(members, houseRules);
        members.ThrowIfWrong();

        NormalizationResult result = TextNormalizer.Normalize(text, normalization);
        NormalizeStage[] stages =
        [
            .. from stage in result.Stages
               where stage.Changed
               select new NormalizeStage(stage.Stage, stage.Text, [.. stage.Edits.Select(edit => new NormalizeEdit(edit.From, edit.To))]),
        ];
        return TypedResults.Json(new NormalizeAnswer(result.Text, result.Language.ToString().ToLowerInvariant(), stages), TtsJson.Default.NormalizeAnswer);
    }

    private static IResult Health(TtsPart part, TtsOptions options, Readiness readiness)
    {
        bool isReady = !readiness.IsStopping && !readiness.Reasons.ContainsKey(TtsPart.PartName);
        TtsHealth health = isReady
            ? new TtsHealth("ready", null, part.Models.Entry.Name, options.Slots, part.Models.Lm.SlotsUsed, part.Models.Lm.Waiting)
            : new TtsHealth("not_ready", readiness.Reasons.GetValueOrDefault(TtsPart.PartName, "stopping"), null, options.Slots, 0, 0);
        return TypedResults.Json(health, TtsJson.Default.TtsHealth, statusCode: isReady ? 200 : 503);
    }

    /// <exception cref="StreamException">Not JSON: says where.</exception>
    public static async Task<JsonDocument> ReadBodyAsync(HttpContext context)
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
