using StreamServer.Auth.Keys;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Uploads;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Cloning;
using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Endpoints.Tts.Voices;

/// <summary>The voices: which there are, a new one from a recording, one less.</summary>
internal static class VoiceEndpoint
{
    /// <summary>Thirty seconds of stereo at 48 kHz in 32 bits are 11.5 MB.</summary>
    private const int MostBytes = 16 << 20;

    public static void MapVoices(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder tts = routes.MapGroup("/v1/tts").WithTags("Text to speech");
        tts.MapGet("/voices", List).RequireScope(KeyScopes.Tts).WithName("TtsVoices")
            .WithSummary("The speakers of the loaded model, and the cloned ones.");
        tts.MapPost("/voices", CloneAsync)
            .RequireScope(KeyScopes.VoicesWrite)
            .WithName("CloneVoice")
            .WithSummary("A new voice from 3 to 30 s of audio: a form with name, audio (wav, mp3, flac or opus in ogg) and consent=true.");
        tts.MapDelete("/voices/{name}", Remove).RequireScope(KeyScopes.VoicesWrite).WithName("RemoveVoice")
            .WithSummary("Removes a cloned voice.");
    }

    private static IResult List(TextToSpeech speech)
    {
        SpeechModels models = speech.Models;
        return TypedResults.Json(new VoiceList(models.Entry.Name, [.. models.Voices.Voices.Select(InfoOf)]), VoiceJson.Default.VoiceList);
    }

    private static async Task<IResult> CloneAsync(HttpContext context, TextToSpeech speech, UploadReader uploads)
    {
        speech.ThrowUnlessReady();
        VoiceCloning cloning = speech.Models.Cloning;
        cloning.ThrowIfUnavailable();
        using UploadForm upload = await uploads.ReadFormAsync(context, MostBytes);
        CloneForm form = CloneForm.Read(upload);
        cloning.ThrowIfTaken(form.Name);
        float[] samples = await form.ReadAudioAsync(context.RequestAborted);
        Voice voice = await cloning.AddAsync(form.Name, samples, context.RequestAborted);
        return TypedResults.Json(InfoOf(voice), VoiceJson.Default.VoiceInfo, statusCode: 201);
    }

    private static IResult Remove(string name, TextToSpeech speech)
    {
        speech.Models.Cloning.Remove(name);
        return TypedResults.NoContent();
    }

    private static VoiceInfo InfoOf(Voice voice) => new(voice.Name, voice.Friendly, voice.Description, voice.IsCloned);
}
