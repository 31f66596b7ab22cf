using System.Globalization;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Prompt;

namespace StreamServer.Endpoints.ElevenLabs;

/// <summary>Voices and models in ElevenLabs' shapes.</summary>
internal static class ElevenLabsCatalog
{
    /// <summary>Letters and digits of ElevenLabs' own ids.</summary>
    private const int IdLength = 20;

    public static IResult Voices(TextToSpeech speech)
    {
        ElevenLabsVoice[] voices = [.. speech.Models.Voices.Voices.Select(Describe)];
        return Results.Json(new ElevenLabsVoiceList(voices, false, voices.Length), ElevenLabsJson.Default.ElevenLabsVoiceList);
    }

    public static IResult Voice(string voice, TextToSpeech speech) =>
        Results.Json(Describe(Find(speech.Models.Voices, voice)), ElevenLabsJson.Default.ElevenLabsVoice);

    public static IResult Models(TextToSpeech speech, TtsOptions options)
    {
        var entry = speech.Models.Entry;
        ElevenLabsLanguage[] languages =
            [.. entry.Languages.Select(code => new ElevenLabsLanguage(code, CultureInfo.GetCultureInfo(code).EnglishName))];
        return Results.Json(
            [new ElevenLabsModel(entry.Name, entry.Name, true, false, false, entry.Notice, options.MaxText, languages)],
            ElevenLabsJson.Default.ElevenLabsModelArray);
    }

    /// <summary>A voice by its name here, or by one of ElevenLabs' ids, each of which stands for the same voice every time.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.NotFound"/>.</exception>
    public static Voice Find(VoiceCatalog voices, string id) =>
        voices.Find(id) ?? (id.Length == IdLength && id.All(char.IsAsciiLetterOrDigit)
            ? voices.Voices[id.Sum(letter => letter) % voices.Voices.Count]
            : throw new StreamException(
                StreamError.NotFound, $"There is no voice '{Quote.Short(id)}'; there are {voices.Names}.", "voice_id"));

    private static ElevenLabsVoice Describe(Voice voice) => new(
        voice.Name, voice.Friendly, voice.IsCloned ? "cloned" : "premade", voice.Description, new Dictionary<string, string>());
}
