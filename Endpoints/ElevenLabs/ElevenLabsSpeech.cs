using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Tts;
using StreamServer.Inference;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Prompt;
using StreamServer.Normalization.Text;

namespace StreamServer.Endpoints.ElevenLabs;

/// <summary>ElevenLabs' <c>/v1/text-to-speech</c>.</summary>
internal sealed class ElevenLabsSpeech(
    TextToSpeech speech, TtsOptions options, NormalizationOptions defaults, SpeechResponse response)
{
    public async Task SpeakAsync(HttpContext context, string voice, bool isStreamed, bool isTimed)
    {
        using TtsLease lease = speech.Enter(Caller.Of(context));
        using JsonDocument body = await JsonBody.ReadAsync(context);
        (SpeechOrder order, IReadOnlyList<string> ignored) = Read(context.Request, body.RootElement, lease.Models, voice);
        IgnoredMembers.Tell(context.Response, ignored);
        context.Response.Headers["request-id"] = context.TraceIdentifier;
        string written = order.Speech.Text;
        await response.SendAsync(
            context,
            lease,
            order with { IsStreamed = isStreamed, IsTimed = isTimed },
            isTimed && isStreamed ? new ElevenLabsTimedBody(context.Response.BodyWriter) : PlainBody.For(context),
            (json, audio, said, _, seconds) => ElevenLabsAlignment.WriteAnswer(json, audio, written, said, seconds));
    }

    private (SpeechOrder Order, IReadOnlyList<string> Ignored) Read(
        HttpRequest request, JsonElement body, SpeechModels models, string voiceId)
    {
        Voice voice = ElevenLabsCatalog.Find(models.Voices, voiceId);
        ElevenLabsFormat format = ElevenLabsFormat.Parse(request.Query.Get("output_format"));
        JsonMembers members = new(body);
        string text = GenerateRequestReader.ReadText(members, "text", options.MaxText);
        string? model = members.String("model_id");
        if (!string.IsNullOrEmpty(model) && !model.StartsWith("eleven_", StringComparison.OrdinalIgnoreCase)
            && !model.Equals(models.Entry.Name, StringComparison.OrdinalIgnoreCase))
        {
            members.Add("model_id", $"is not loaded; there is {models.Entry.Name}, also as eleven_…", StreamError.NotFound);
        }

        List<string> ignored = [.. request.Query.Keys.Where(name => name != "output_format")];
        double speed = ReadSpeed(members, ignored);
        ulong seed = GenerateRequestReader.ReadSeed(members);
        bool isNormalized = members.Choice("apply_text_normalization", "auto", "auto", "on", "off") != "off";
        string? language = members.String("language_code");
        ignored.AddRange(members.IgnoreRest());
        if (language is not null)
        {
            ignored.Add("language_code");
        }

        members.ThrowIfWrong();
        SpeechRequest said = new()
        {
            Text = text,
            Voice = voice,
            Sampling = SamplingSettings.Of(models.Spec.Sampling),
            Seed = seed,
            Speed = speed,
            Normalization = isNormalized ? defaults with { NumberLanguage = voice.NumberLanguage ?? defaults.NumberLanguage } : null,
        };
        return (new SpeechOrder(said, true, format.Format, format.SampleRate, format.BitRate, Volume: 1), ignored);
    }

    /// <summary>Of <c>voice_settings</c> the speed has a meaning here.</summary>
    private static double ReadSpeed(JsonMembers members, List<string> ignored)
    {
        switch (members.Take("voice_settings"))
        {
            case null:
                return 1;
            case { ValueKind: JsonValueKind.Object } settings:
                JsonMembers own = new(settings);
                double speed = own.Number("speed", SpeechOrder.MinSpeed, SpeechOrder.MaxSpeed) ?? 1;
                ignored.AddRange(own.IgnoreRest().Select(name => $"voice_settings.{name}"));
                own.ThrowIfWrong();
                return speed;
            default:
                members.Add("voice_settings", "must be an object");
                return 1;
        }
    }
}
