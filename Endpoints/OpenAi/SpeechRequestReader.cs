using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Tts;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Prompt;
using StreamServer.Normalization.Text;

namespace StreamServer.Endpoints.OpenAi;

/// <summary>
/// Reads and checks the body of <c>POST /v1/audio/speech</c>. Members that other servers of this API know and this one does not
/// are no mistakes: they are told back.
/// </summary>
internal static class SpeechRequestReader
{
    /// <summary>Hz of OpenAI's speech.</summary>
    private const int SampleRate = 24000;

    /// <exception cref="StreamException">Names every member that is wrong.</exception>
    public static (SpeechOrder Call, bool IsEvents, IReadOnlyList<string> Ignored) Read(
        JsonElement body, SpeechModels models, TtsOptions options, NormalizationOptions defaults)
    {
        JsonMembers members = new(body);
        string text = GenerateRequestReader.ReadText(members, "input", options.MaxText);
        CheckModel(members, models);
        string? instructions = members.String("instructions"); // The loaded models take none.
        Voice? voice = ReadVoice(members, models.Voices);
        AudioFormats.TryParse(members.Choice("response_format", "mp3", "mp3", "opus", "flac", "wav", "pcm"), out AudioFormat format);
        int channels = GenerateRequestReader.ReadChannels(members, format);
        bool isStreamed = members.Flag("stream", true);
        bool isTimed = GenerateRequestReader.ReadTimed(members);
        ulong seed = GenerateRequestReader.ReadSeed(members);
        double speed = members.Number("speed", SpeechOrder.MinSpeed, SpeechOrder.MaxSpeed) ?? 1;
        bool isEvents = members.Choice("stream_format", "audio", "audio", "sse") == "sse";
        IEnumerable<string> ignored = [.. instructions is null ? Array.Empty<string>() : ["instructions"], .. members.IgnoreRest()];
        members.ThrowIfWrong();

        SpeechRequest speech = new()
        {
            Text = text,
            Voice = voice!,
            Sampling = SamplingSettings.Of(models.Spec.Sampling),
            Seed = seed,
            Speed = speed,
            Normalization = defaults with { NumberLanguage = voice?.NumberLanguage ?? defaults.NumberLanguage },
        };

        // Words have their place in events, or in one object of JSON.
        SpeechOrder call = new(speech, isEvents || (isStreamed && !isTimed), format, SampleRate, null, Volume: 1, channels)
        {
            IsTimed = isTimed,
        };
        return (call, isEvents, [.. ignored]);
    }

    /// <summary>The loaded model by its own name, or by one of OpenAI's.</summary>
    private static void CheckModel(JsonMembers members, SpeechModels models)
    {
        string? name = members.String("model");
        if (!string.IsNullOrEmpty(name) && !OpenAiModels.IsSpeaking(name)
            && !name.Equals(models.Entry.Name, StringComparison.OrdinalIgnoreCase))
        {
            members.Add(
                "model", $"is not loaded; there is {models.Entry.Name}, also as {string.Join(", ", OpenAiModels.Speaking)}",
                StreamError.NotFound);
        }
    }

    /// <summary>A name, or an object with an <c>id</c>.</summary>
    private static Voice? ReadVoice(JsonMembers members, VoiceCatalog voices)
    {
        switch (members.Take("voice"))
        {
            case null:
                return voices.Find(null);

            case { ValueKind: JsonValueKind.String } name:
                return Find(name);

            case { ValueKind: JsonValueKind.Object } voice when voice.TryGetProperty("id", out JsonElement id)
                && id.ValueKind == JsonValueKind.String:
                return Find(id);

            default:
                members.Add("voice", "must be a name or an object with an id");
                return null;
        }

        Voice? Find(JsonElement name) =>
            GenerateRequestReader.CheckVoice(members, "voice", voices, OpenAiVoices.Find(voices, name.GetString()));
    }
}
