using System.Text.Json;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Usage;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Tts;
using StreamServer.Inference;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Prompt;
using StreamServer.Normalization.Text;

namespace StreamServer.Endpoints.OpenAi;

/// <summary>Text to speech for clients of OpenAI's API.</summary>
internal static class OpenAiSpeechEndpoint
{
    /// <summary>Names of <c>/v1/tts/generate</c>, which whoever writes an address by hand may know.</summary>
    private static readonly Dictionary<string, string> OpenAiNames =
        new(StringComparer.Ordinal) { ["text"] = "input", ["speaker"] = "voice", ["format"] = "response_format" };

    public static void MapOpenAiSpeech(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder audio = routes.MapGroup("/v1/audio").WithTags("OpenAI").WithMetadata(OpenAiShape.Instance)
            .RequireScope(KeyScopes.Tts);
        audio.MapPost("/speech", SpeakAsync)
            .CountAs(UsageKind.Tts)
            .WithSummary("Speaks a text; stream_format sse sends server-sent events.");
        audio.MapGet("/speech", SpeakAddressAsync)
            .CountAs(UsageKind.Tts)
            .WithSummary("The same as an address that an audio element or a player can open: input, voice, response_format, seed, …");
        audio.MapGet("/voices", Voices).WithSummary("The voices, and which of OpenAI's names stand for them.");
    }

    private static async Task SpeakAsync(
        HttpContext context, TextToSpeech speech, TtsOptions options, NormalizationOptions defaults, SpeechResponse response)
    {
        using TtsLease lease = speech.Enter(Caller.Of(context));
        using JsonDocument body = await JsonBody.ReadAsync(context);
        (SpeechOrder call, bool isEvents, IReadOnlyList<string> ignored) =
            SpeechRequestReader.Read(body.RootElement, lease.Models, options, defaults);
        IgnoredMembers.Tell(context.Response, ignored);
        await AsWrittenAsync(() => response.SendAsync(context, lease, call, BodyOf(context, call, isEvents)));
    }

    private static async Task SpeakAddressAsync(
        HttpContext context,
        TextToSpeech speech,
        TtsOptions options,
        NormalizationOptions defaults,
        SpeechResponse response,
        AllowedNames names)
    {
        SpeechAddress.CheckPage(context.Request, names);
        using TtsLease lease = speech.Enter(Caller.Of(context));
        JsonElement query = QueryJson.Of(
            context.Request.Query.Select(pair => KeyValuePair.Create(OpenAiNames.GetValueOrDefault(pair.Key, pair.Key), pair.Value)),
            flags: ["stream"],
            texts: ["input", "voice", "model", "instructions"]);
        (SpeechOrder call, bool isEvents, IReadOnlyList<string> ignored) =
            SpeechRequestReader.Read(query, lease.Models, options, defaults);
        IgnoredMembers.Tell(context.Response, ignored);
        await AsWrittenAsync(() => SpeechAddress.SendAsync(context, lease, call, response, BodyOf(context, call, isEvents)));
    }

    /// <summary>What is wrong with the text is told by the name that the text has here.</summary>
    private static async Task AsWrittenAsync(Func<Task> send)
    {
        try
        {
            await send();
        }
        catch (StreamException refused) when (refused.Member == "text")
        {
            string message = refused.Message.StartsWith("text", StringComparison.Ordinal)
                ? $"input{refused.Message["text".Length..]}"
                : refused.Message;
            throw new StreamException(refused.Error, message, "input", refused.InnerException);
        }
    }

    private static IResponseBody BodyOf(HttpContext context, SpeechOrder call, bool isEvents) =>
        isEvents ? new SpeechEventBody(context.Response.BodyWriter, call.Speech.Text.Length) : PlainBody.For(context);

    private static IResult Voices(TextToSpeech speech)
    {
        IReadOnlyList<Voice> voices = speech.Models.Voices.Voices;
        OpenAiVoice[] list = [.. voices.Select((voice, index) =>
            new OpenAiVoice(voice.Name, voice.Friendly, OpenAiVoices.AliasesOf(index, voices.Count), voice.Description))];
        return TypedResults.Json(new OpenAiVoiceList(list), OpenAiJson.Default.OpenAiVoiceList);
    }
}
