using System.Globalization;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Runtime.Manifest;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Normalization;

namespace StreamServer.Endpoints.Tts.Socket;

/// <summary>Reads and checks the query of <c>/ws/tts</c>, before the upgrade.</summary>
internal static class TtsSocketSettings
{
    private static readonly string[] Known = ["speaker", "format", "output", "seed", "temperature", "speed", "volume", "normalize", "api_key", "token"];

    /// <exception cref="StreamException">Names the parameter that is wrong.</exception>
    public static SpeechCall Read(IQueryCollection query, SpeechModels models, HouseRules houseRules)
    {
        if (query.Keys.FirstOrDefault(key => !Known.Contains(key)) is { } unknown)
        {
            throw Wrong(unknown, $"is not a parameter of this socket; parameters are {string.Join(", ", Known[..^2])}");
        }

        string name = One(query, "format") ?? "pcm";
        if (!AudioFormats.TryParse(name, out AudioFormat format))
        {
            throw Wrong("format", $"must be one of {string.Join(", ", AudioFormats.Names)}");
        }

        SamplingDefaults sampling = models.Spec.Sampling;
        SpeechRequest speech = new()
        {
            Voice = models.Voices.Get(One(query, "speaker")),
            Sampling = new SamplingSettings(Number(query, "temperature", 0, 2) ?? sampling.Temperature, sampling.TopK, sampling.TopP, sampling.RepetitionPenalty),
            Seed = (ulong)(Number(query, "seed", 0, GenerateRequestReader.MaxSeed) ?? Random.Shared.NextInt64(1L << 31)),
            Speed = Number(query, "speed", SpeechCall.MinSpeed, SpeechCall.MaxSpeed) ?? 1,
            Normalization = !Flag(query, "normalize", true) ? null : NormalizationOptions.Default with { HouseRules = houseRules },
        };
        return new SpeechCall(
            speech, IsStreamed: true, format, RateOf(format, One(query, "output"), models.SampleRate), null,
            Number(query, "volume", 0, 4) ?? 1);
    }

    private static int RateOf(AudioFormat format, string? output, int modelRate) => (format, output?.ToLowerInvariant()) switch
    {
        (AudioFormat.MuLaw or AudioFormat.Alaw, null or "8khz") => 8000,
        (AudioFormat.MuLaw or AudioFormat.Alaw, _) => throw Wrong("output", "must be 8khz with this format"),
        (_, null) => modelRate,
        (_, "16khz") => 16000,
        (_, "24khz") => 24000,
        (_, "48khz") => 48000,
        _ => throw Wrong("output", "must be one of 16khz, 24khz, 48khz"),
    };

    private static string? One(IQueryCollection query, string name) => query.TryGetValue(name, out var values) ? values[0] : null;

    private static bool Flag(IQueryCollection query, string name, bool fallback) => One(query, name)?.ToLowerInvariant() switch
    {
        null => fallback,
        "true" or "1" => true,
        "false" or "0" => false,
        _ => throw Wrong(name, "must be true or false"),
    };

    private static double? Number(IQueryCollection query, string name, double least, double most)
    {
        if (One(query, name) is not { } text)
        {
            return null;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && number >= least && number <= most
            ? number
            : throw Wrong(name, FormattableString.Invariant($"must be a number from {least} to {most}"));
    }

    private static StreamException Wrong(string name, string problem) => new(StreamError.ClientBadRequest, $"{name} {problem}.", name);
}
