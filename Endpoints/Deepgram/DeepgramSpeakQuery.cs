using System.Globalization;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Tts;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Inference.Tts.Prompt;
using StreamServer.Normalization.Text;

namespace StreamServer.Endpoints.Deepgram;

/// <summary>The query of <c>/v1/speak</c>: what has a meaning here is mapped, the rest is told back by name.</summary>
/// <param name="Order">What to make; without text.</param>
/// <param name="VoiceName">As the client named it.</param>
/// <param name="Ignored">Parameters that have no meaning here.</param>
internal sealed record DeepgramSpeakQuery(SpeechOrder Order, string VoiceName, IReadOnlyList<string> Ignored)
{
    private const int UsualRate = 24000;

    private static readonly string[] Mapped = ["model", "encoding", "container", "sample_rate", "bit_rate", "speed", "seed"];

    /// <param name="query">Of the request.</param>
    /// <param name="isSocket">No containers, and other defaults.</param>
    /// <param name="models">Loaded.</param>
    /// <param name="defaults">Of the server.</param>
    /// <exception cref="StreamException">A value that is not possible: names the parameter.</exception>
    public static DeepgramSpeakQuery Read(IQueryCollection query, bool isSocket, SpeechModels models, NormalizationOptions defaults)
    {
        if (query.ContainsKey("callback"))
        {
            throw Bad("callback", "is not possible here: the audio comes on the connection that asked");
        }

        string name = query.Get("model") ?? "";
        Voice voice = FindVoice(models.Voices, name) ?? throw new StreamException(
            StreamError.ClientUnknownVoice,
            $"model='{Quote.Short(name)}' is no voice here: give aura-…, or one of {models.Voices.Names}.",
            "model");
        string encoding = query.Get("encoding")?.ToLowerInvariant() ?? (isSocket ? "linear16" : "mp3");
        AudioFormat format = FormatOf(encoding, query.Get("container")?.ToLowerInvariant(), isSocket);
        int rate = Number(query, "sample_rate", 8000, 48000) ?? (format is AudioFormat.MuLaw or AudioFormat.Alaw ? 8000
            : format is AudioFormat.Opus ? 48000 : UsualRate);
        if (!AudioFormats.SampleRates(format).Contains(rate))
        {
            throw Bad("sample_rate", $"of {encoding} is one of {string.Join(", ", AudioFormats.SampleRates(format).ToArray())}");
        }

        int? bits = AudioFormats.BitRates(format, rate) is { } range ? Number(query, "bit_rate", range.Lowest, range.Highest) : null;
        SpeechRequest speech = new()
        {
            Voice = voice,
            Sampling = SamplingSettings.Of(models.Spec.Sampling),
            Seed = (ulong)(Number(query, "seed", 0, int.MaxValue) ?? Random.Shared.NextInt64(1L << 31)),
            Speed = SpeedOf(query.Get("speed")),
            Normalization = defaults with { NumberLanguage = voice.NumberLanguage ?? defaults.NumberLanguage },
        };
        IEnumerable<string> ignored = query.Keys.Where(key => !Mapped.Contains(key, StringComparer.OrdinalIgnoreCase)
            || (key.Equals("bit_rate", StringComparison.OrdinalIgnoreCase) && bits is null));
        return new DeepgramSpeakQuery(
            new SpeechOrder(speech, IsStreamed: true, format, rate, bits, Volume: 1), name, [.. IgnoredMembers.Plain(ignored)]);
    }

    /// <summary>A voice by its own name, or by one of Deepgram's, each of which stands for the same voice every time.</summary>
    private static Voice? FindVoice(VoiceCatalog voices, string name)
    {
        if (name.Length == 0 || !name.StartsWith("aura", StringComparison.OrdinalIgnoreCase))
        {
            return voices.Find(name.Length == 0 ? null : name);
        }

        // aura-asteria-en, aura-2-thalia-en
        string[] parts = name.Split('-');
        string person = parts.Length > 2 ? parts[^2] : name;
        return voices.Find(person) ?? voices.Voices[person.Sum(letter => letter) % voices.Voices.Count];
    }

    private static AudioFormat FormatOf(string encoding, string? container, bool isSocket)
    {
        (AudioFormat Format, string[] Containers) choice = encoding switch
        {
            "linear16" when !isSocket && container is null or "wav" => (AudioFormat.Wav, ["wav", "none"]),
            "linear16" => (AudioFormat.Pcm, ["wav", "none"]),
            "mulaw" => (AudioFormat.MuLaw, ["none"]),
            "alaw" => (AudioFormat.Alaw, ["none"]),
            "mp3" when !isSocket => (AudioFormat.Mp3, ["none"]),
            "flac" when !isSocket => (AudioFormat.Flac, ["none"]),
            "opus" when !isSocket => (AudioFormat.Opus, ["ogg"]),
            _ => throw Bad(
                "encoding", isSocket ? "is one of linear16, mulaw, alaw on a socket" : "is one of linear16, mulaw, alaw, mp3, opus, flac"),
        };
        return container is null || (choice.Containers.Contains(container) && !(isSocket && container == "wav"))
            ? choice.Format
            : throw Bad("container", $"of {encoding} is {(isSocket ? "none" : string.Join(" or ", choice.Containers))}");
    }

    private static double SpeedOf(string? text) => text is null ? 1
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double speed)
            && speed is >= SpeechOrder.MinSpeed and <= SpeechOrder.MaxSpeed
            ? speed
            : throw Bad("speed", FormattableString.Invariant($"is a number from {SpeechOrder.MinSpeed} to {SpeechOrder.MaxSpeed}"));

    private static int? Number(IQueryCollection query, string name, int least, int most) => query.Get(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
            ? number
            : throw Bad(name, $"is a whole number from {least} to {most}");

    private static StreamException Bad(string name, string problem) => new(StreamError.ClientBadRequest, $"{name} {problem}.", name);
}
