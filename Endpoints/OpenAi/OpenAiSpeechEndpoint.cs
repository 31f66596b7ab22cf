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
    public static void MapOpenAiSpeech(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder audio = routes.MapGroup("/v1/audio").WithTags("OpenAI").WithMetadata(OpenAiShape.Instance)
            .RequireScope(KeyScopes.Tts);
        audio.MapPost("/speech", SpeakAsync)
            .CountAs(UsageKind.Tts)
            .WithSummary("Speaks a text; stream_format sse sends server-sent events.");
        audio.MapGet("/voices", Voices).WithSummary("The voices, and which of OpenAI's names stand for them.");
    }

    private static async Task SpeakAsync(
        HttpContext context, TextToSpeech speech, TtsOptions options, NormalizationOptions defaults, SpeechResponse response)
    {
        using TtsLease lease = speech.Enter(Caller.Of(context));
        using JsonDocument body = await JsonBody.ReadAsync(context);
        (SpeechOrder call, bool isEvents) = SpeechRequestReader.Read(body.RootElement, lease.Models, options, defaults);
        IResponseBody sent = isEvents ? new SpeechEventBody(context.Response.BodyWriter, call.Speech.Text.Length) : PlainBody.For(context);
        try
        {
            await response.SendAsync(context, lease, call, sent);
        }
        catch (StreamException refused) when (refused.Member == "text")
        {
            // Here that member has another name.
            throw new StreamException(refused.Error, $"input{refused.Message["text".Length..]}", "input", refused.InnerException);
        }
    }

    private static IResult Voices(TextToSpeech speech)
    {
        IReadOnlyList<Voice> voices = speech.Models.Voices.Voices;
        OpenAiVoice[] list = [.. voices.Select((voice, index) =>
            new OpenAiVoice(voice.Name, voice.Friendly, OpenAiVoices.AliasesOf(index, voices.Count), voice.Description))];
        return TypedResults.Json(new OpenAiVoiceList(list), OpenAiJson.Default.OpenAiVoiceList);
    }
}
