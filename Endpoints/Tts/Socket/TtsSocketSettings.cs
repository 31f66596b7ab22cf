using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Prompt;
using StreamServer.Normalization.Text;

namespace StreamServer.Endpoints.Tts.Socket;

/// <summary>
/// Reads and checks the query of <c>/ws/tts</c>, before the upgrade: those members of <c>POST /v1/tts/generate</c> that a
/// connection has for all of its utterances.
/// </summary>
internal static class TtsSocketSettings
{
    /// <summary>Keys of clients that cannot send headers: not ours to check.</summary>
    private static readonly string[] Keys = ["api_key", "token"];

    /// <exception cref="StreamException">Names every parameter that is wrong or unknown.</exception>
    public static SpeechOrder Read(IQueryCollection query, SpeechModels models, NormalizationOptions defaults)
    {
        JsonMembers members = new(QueryJson.Of(
            query.Where(parameter => !Keys.Contains(parameter.Key)), flags: ["normalize"], texts: ["speaker"]));
        Voice? voice = GenerateRequestReader.ReadVoice(members, models.Voices);
        AudioFormat format = GenerateRequestReader.ReadFormat(members, "pcm");
        int rate = GenerateRequestReader.ReadRate(members, format, models.SampleRate);
        int channels = GenerateRequestReader.ReadChannels(members, format);
        SamplingSettings sampling = GenerateRequestReader.ReadSampling(members, models.Spec.Sampling);
        ulong seed = GenerateRequestReader.ReadSeed(members);
        double speed = members.Number("speed", SpeechOrder.MinSpeed, SpeechOrder.MaxSpeed) ?? 1;
        double volume = members.Number("volume", 0, 4) ?? 1;
        bool isNormalized = members.Flag("normalize", true);
        bool isTimed = GenerateRequestReader.ReadTimed(members);
        members.ThrowIfWrong();

        SpeechRequest speech = new()
        {
            Voice = voice!,
            Sampling = sampling,
            Seed = seed,
            Speed = speed,
            Normalization = isNormalized ? defaults with { NumberLanguage = voice?.NumberLanguage ?? defaults.NumberLanguage } : null,
        };
        return new SpeechOrder(speech, IsStreamed: true, format, rate, null, volume, channels) { IsTimed = isTimed };
    }
}
