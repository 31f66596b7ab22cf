using System.Text.Json;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Prompt;
using StreamServer.Models.Manifest;
using StreamServer.Normalization.Text;

namespace StreamServer.Endpoints.Tts;

/// <summary>Reads and checks the body of <c>POST /v1/tts/generate</c>.</summary>
internal static class GenerateRequestReader
{
    /// <summary>Largest whole number that every JSON reader keeps exactly.</summary>
    public const long MaxSeed = 9_007_199_254_740_991;

    /// <exception cref="StreamException">Names every member that is wrong.</exception>
    public static SpeechOrder Read(JsonElement body, SpeechModels models, TtsOptions options, NormalizationOptions defaults,
        out bool isVerbose)
    {
        JsonMembers members = new(body);
        string text = ReadText(members, "text", options.MaxText);
        Voice? voice = ReadVoice(members, models.Voices);
        bool isStreamed = members.Flag("stream", true);
        AudioFormat format = ReadFormat(members, "wav");
        int rate = ReadRate(members, format, models.SampleRate);
        int channels = ReadChannels(members, format);
        long? bitRate = AudioFormats.BitRates(format, rate) is { } range
            ? members.Whole("bitrate", range.Lowest, range.Highest)
            : RefuseBitRate(members, format);
        double volume = members.Number("volume", 0, 4) ?? 1;
        double speed = members.Number("speed", SpeechOrder.MinSpeed, SpeechOrder.MaxSpeed) ?? 1;
        bool isChunked = members.Flag("chunking", true);
        bool trimSilence = members.Flag("trim_silence", true);
        bool isNormalized = members.Flag("normalize", true);
        isVerbose = members.Flag("normalize_verbose", false);
        NormalizationOptions normalization = NormalizationReader.Read(members, defaults, models.Entry.Languages, voice?.NumberLanguage);
        SamplingSettings sampling = ReadSampling(members, models.Spec.Sampling);
        bool isTimed = ReadTimed(members);
        long? maxTokens = members.Whole("max_tokens", 1, options.MaxContext);
        ulong seed = ReadSeed(members);
        members.ThrowIfWrong();

        SpeechRequest speech = new()
        {
            Text = text,
            Voice = voice!,
            Sampling = sampling,
            Seed = seed,
            MaxTokens = (int?)maxTokens,
            Normalization = isNormalized ? normalization : null,
            IsChunked = isChunked,
            TrimSilence = trimSilence,
            Speed = speed,
        };
        return new SpeechOrder(speech, isStreamed, format, rate, (int?)bitRate, volume, channels) { IsTimed = isTimed };
    }

    public static string ReadText(JsonMembers members, string name, int most)
    {
        string? text = members.String(name);
        if (text?.Length > most)
        {
            members.Add(name, $"has {text.Length} characters; at most {most} are allowed", StreamError.ClientTooLarge);
        }
        else if (string.IsNullOrWhiteSpace(text))
        {
            members.Add(name, "is required and must not be empty");
        }

        return text ?? "";
    }

    public static Voice? ReadVoice(JsonMembers members, VoiceCatalog voices) =>
        CheckVoice(members, "speaker", voices, voices.Find(members.String("speaker")));

    public static AudioFormat ReadFormat(JsonMembers members, string fallback)
    {
        AudioFormats.TryParse(members.Choice("format", fallback, AudioFormats.Names), out AudioFormat format);
        return format;
    }

    /// <summary>A random one when the caller has no wish.</summary>
    public static ulong ReadSeed(JsonMembers members) => (ulong)(members.Whole("seed", 0, MaxSeed) ?? Random.Shared.NextInt64(1L << 31));

    /// <summary>A voice that was not found is a mistake of the member that named it.</summary>
    public static Voice? CheckVoice(JsonMembers members, string name, VoiceCatalog voices, Voice? found)
    {
        if (found is null)
        {
            members.Add(name, $"is not the name of a voice; known are {voices.Names}", StreamError.ClientUnknownVoice);
        }

        return found;
    }

    /// <summary>Samples a second that the format and the member <c>output</c> stand for.</summary>
    public static int ReadRate(JsonMembers members, AudioFormat format, int modelRate)
    {
        if (format is AudioFormat.MuLaw or AudioFormat.Alaw)
        {
            members.Choice("output", "8khz", "8khz");
            return 8000;
        }

        return members.Choice("output", "", "16khz", "24khz", "48khz") switch
        {
            "16khz" => 16000,
            "24khz" => 24000,
            "48khz" => 48000,
            _ => modelRate,
        };
    }

    /// <summary>Whether the member <c>timestamps</c> asks for the times of the words.</summary>
    public static bool ReadTimed(JsonMembers members) => members.Choice("timestamps", "none", "none", "words") == "words";

    /// <summary>Channels of the answer, by the member <c>channels</c>.</summary>
    public static int ReadChannels(JsonMembers members, AudioFormat format) =>
        (int)(members.Whole("channels", 1, AudioFormats.MostChannels(format)) ?? 1);

    private static long? RefuseBitRate(JsonMembers members, AudioFormat format)
    {
        if (members.Take("bitrate") is not null)
        {
            members.Add("bitrate", $"does not go with format {AudioFormats.NameOf(format)}");
        }

        return null;
    }

    public static SamplingSettings ReadSampling(JsonMembers members, SamplingDefaults defaults) => new(
        members.Number("temperature", 0, 2) ?? defaults.Temperature,
        (int)(members.Whole("top_k", 0, 100_000) ?? defaults.TopK),
        members.Number("top_p", 0, 1) ?? defaults.TopP,
        members.Number("repetition_penalty", 0.5, 2) ?? defaults.RepetitionPenalty);
}
