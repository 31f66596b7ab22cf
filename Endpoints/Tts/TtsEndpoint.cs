using System.Text.Json;
using StreamServer.Auth.Usage;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference.Runtime;
using StreamServer.Inference.Tts;
using StreamServer.Normalization;
using StreamServer.Normalization.Text;

namespace StreamServer.Endpoints.Tts;

/// <summary>The routes of text to speech.</summary>
internal static class TtsEndpoint
{
    /// <summary>Members of a query for which 1 and 0 stand for true and false.</summary>
    private static readonly string[] Flags = ["stream", "chunking", "trim_silence", "normalize", "normalize_verbose"];

    public static void MapSpeech(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder tts = routes.MapGroup("/v1/tts").WithTags("Text to speech");
        tts.MapPost("/generate", GenerateAsync)
            .CountAs(UsageKind.Tts)
            .WithName("Generate")
            .WithSummary("Speaks a text; audio is sent while it is being made unless stream is false.");
        tts.MapGet("/generate", GenerateAddressAsync)
            .CountAs(UsageKind.Tts)
            .WithSummary("The same as an address that an audio element or a player can open; with a seed it may be kept.");
        routes.MapPost("/api/v1/speech", GenerateAsync)
            .CountAs(UsageKind.Tts)
            .WithTags("Text to speech")
            .WithSummary("The same as /v1/tts/generate.");
        tts.MapPost("/normalize", NormalizeAsync).WithName("Normalize").WithSummary("What would be said, and what each stage changed.");
        tts.MapGet("/health", Health).WithName("TtsHealth").WithSummary("Whether text to speech takes requests, and its load.");
    }

    private static async Task GenerateAsync(
        HttpContext context, TextToSpeech speech, TtsOptions options, NormalizationOptions defaults, SpeechResponse response)
    {
        using TtsLease lease = speech.Enter(Caller.Of(context));
        using JsonDocument body = await JsonBody.ReadAsync(context);
        SpeechOrder call = Read(context, body.RootElement, lease, options, defaults);
        await response.SendAsync(context, lease, call, BodyOf(context, call));
    }

    private static async Task GenerateAddressAsync(
        HttpContext context,
        TextToSpeech speech,
        TtsOptions options,
        NormalizationOptions defaults,
        SpeechResponse response,
        AllowedNames names)
    {
        SpeechAddress.CheckPage(context.Request, names);
        using TtsLease lease = speech.Enter(Caller.Of(context));
        JsonElement query = QueryJson.Of(context.Request.Query, Flags, texts: ["text", "speaker"]);
        SpeechOrder call = Read(context, query, lease, options, defaults);
        await SpeechAddress.SendAsync(context, lease, call, response, BodyOf(context, call));
    }

    /// <summary>Streamed speech with the times of its words is events; whole, it is one object.</summary>
    private static IResponseBody BodyOf(HttpContext context, SpeechOrder call) => call is { IsTimed: true, IsStreamed: true }
        ? new SpeechEventBody(context.Response.BodyWriter, call.Speech.Text.Length)
        : PlainBody.For(context);

    private static SpeechOrder Read(
        HttpContext context, JsonElement members, TtsLease lease, TtsOptions options, NormalizationOptions defaults)
    {
        SpeechOrder call = GenerateRequestReader.Read(members, lease.Models, options, defaults, out bool isVerbose);
        if (isVerbose)
        {
            context.Response.Headers[NormalizedTextHeader.Name] = NormalizedTextHeader
                .Format(SpokenForm.For(lease.Models, call.Speech));
        }

        return call;
    }

    private static async Task<IResult> NormalizeAsync(
        HttpContext context, TextToSpeech speech, TtsOptions options, NormalizationOptions defaults)
    {
        using JsonDocument body = await JsonBody.ReadAsync(context);
        JsonMembers members = new(body.RootElement);
        string text = GenerateRequestReader.ReadText(members, "text", options.MaxText);
        NormalizationOptions normalization = NormalizationReader.Read(members, defaults, spoken: []);
        members.ThrowIfWrong();

        // Without a model, which may still be loading, what the stages know counts.
        SpeakableScripts scripts = speech.IsLoaded ? speech.Models.Scripts : SpeakableScripts.Default;
        NormalizationResult result = TextNormalizer.Normalize(text, normalization);
        NormalizeStage[] stages =
        [
            .. from stage in result.Stages
               where stage.Changed
               select new NormalizeStage(stage.Stage, stage.Text, [.. stage.Edits.Select(edit => new NormalizeEdit(edit.From, edit.To))]),
        ];
        return TypedResults
            .Json(new NormalizeAnswer(result.Text, result.Language.ToString().ToLowerInvariant(), stages, scripts.Find(result.Text)),
                TtsJson.Default.NormalizeAnswer);
    }

    private static IResult Health(TextToSpeech speech, TtsOptions options, Readiness readiness)
    {
        bool isReady = !readiness.IsStopping && !readiness.Reasons.ContainsKey(TextToSpeech.PartName);
        TtsHealth health = isReady
            ? new TtsHealth("ready", null, speech.Models.Entry.Name, options.Slots, speech.Models.Lm.SlotsUsed, speech.Models.Lm.Waiting)
            : new TtsHealth("not_ready", HiddenPaths.Hide(readiness.Reasons.GetValueOrDefault(TextToSpeech.PartName, "stopping")), null,
                options.Slots, 0, 0);
        return TypedResults.Json(health, TtsJson.Default.TtsHealth, statusCode: isReady ? 200 : 503);
    }
}
