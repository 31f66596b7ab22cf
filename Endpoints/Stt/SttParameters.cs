using System.Globalization;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Audio;
using StreamServer.Inference.Audio.Decoders;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Correction;
using StreamServer.Inference.Stt.Models;
using StreamServer.Inference.Stt.Models.Decoding;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Endpoints.Stt;

/// <summary>
/// The parameters of a caller, the same for the query of a socket, its <c>configure</c> message and the HTTP routes. Every
/// mistake names the parameter, its value and what is allowed.
/// </summary>
internal sealed class SttParameters(SttOptions options, SpeechToText speech, Vocabularies vocabularies)
{
    private const int MaxHotWords = 500;
    private const int MaxPhraseLength = 100;

    /// <summary>Of a whole list, separators included: 10,000 words as they are spoken, and 650 of the longest that may be.</summary>
    private const int MaxListLength = 64 * 1024;

    private static readonly Dictionary<string, bool?> Decoders =
        new(StringComparer.OrdinalIgnoreCase) { ["auto"] = null, ["greedy"] = false, ["beam"] = true };

    private static readonly Dictionary<string, ChannelUse> ChannelUses =
        new(StringComparer.OrdinalIgnoreCase) { ["mix"] = ChannelUse.Mix, ["separate"] = ChannelUse.Separate };

    /// <summary>Lists, which a caller empties by giving an empty one.</summary>
    private static readonly string[] Lists = ["hot_words", "vocabulary", "replace"];

    /// <summary>Parameters that describe the audio: fixed once it flows.</summary>
    private static readonly string[] Fixed = ["sample_rate", "channels", "encoding", "multichannel", "model"];

    private static readonly string[] Changeable =
    [
        "language", "interim_results", "words", "itn", "endpointing", "vad_threshold", "max_utterance", "min_confidence",
        "min_emotion_confidence", "min_language_confidence", "decoder", "hot_words", "correct", "vocabulary", "replace",
    ];

    /// <summary>Whether there is a parameter of that name.</summary>
    public static bool Knows(string name) =>
        Fixed.Contains(name, StringComparer.OrdinalIgnoreCase) || Changeable.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Refuses parameters that do not exist: a misspelt one would otherwise go unnoticed.</summary>
    /// <param name="names">What a query holds.</param>
    /// <param name="others">Names that the route itself knows.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ClientBadRequest"/>: the first unknown one.</exception>
    public static void CheckNames(IEnumerable<string> names, params string[] others)
    {
        string[] known = [.. Fixed, .. Changeable, .. others];
        if (names.FirstOrDefault(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)) is { } unknown)
        {
            throw new StreamException(
                StreamError.ClientBadRequest, $"There is no parameter '{Quote.Short(unknown)}': give {string.Join(", ", known)}.",
                    Quote.Short(unknown));
        }
    }

    /// <summary>The server's defaults with a caller's wishes.</summary>
    /// <param name="get">Value of a parameter by name, null when absent.</param>
    /// <param name="cancellation">The caller is gone.</param>
    /// <exception cref="StreamException">
    /// <see cref="StreamError.ClientBadRequest"/> or <see cref="StreamError.NotFound"/> (model).
    /// </exception>
    public SttSessionSettings Read(Func<string, string?> get, CancellationToken cancellation = default)
    {
        get = Cleaned(get);
        SttSessionSettings settings = SttSessionSettings.From(options);
        int rate = Number(get, "sample_rate", settings.SampleRate, 8000, 48000);
        if (!AudioRates.IsUsual(rate))
        {
            throw Bad("sample_rate", get("sample_rate"), "8000, 11025, 12000, 16000, 22050, 24000, 32000, 44100 or 48000");
        }

        string model = get("model") ?? "";
        if (!speech.TryFind(model, out _))
        {
            throw new StreamException(
                StreamError.NotFound,
                $"model='{Quote.Short(model)}' is not loaded. There is: {string.Join(", ", speech.Models.Select(info => info.Model))}.",
                "model");
        }

        settings = settings with
        {
            SampleRate = rate,
            Channels = Number(get, "channels", settings.Channels, 1, 8),
            Encoding = Choice(get, "encoding", settings.Encoding, AudioEncodings.ByName),
            ChannelUse = Choice(
                get, "multichannel", settings.ChannelUse, ChannelUses),
            Model = model,
        };
        AudioDecoders.Check(settings.Encoding, settings.SampleRate, settings.Channels);
        return Change(settings, get, cancellation);
    }

    /// <summary>Other settings while audio flows.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.ClientBadRequest"/>: wrong, unknown, or fixed once audio flows.</exception>
    public SttSessionSettings Change(
        SttSessionSettings settings, IReadOnlyDictionary<string, string?> members, CancellationToken cancellation = default)
    {
        foreach (string name in members.Keys)
        {
            if (!Changeable.Contains(name))
            {
                throw new StreamException(
                    StreamError.ClientBadRequest,
                    Fixed.Contains(name)
                        ? $"{name} cannot change while the socket is open."
                        : $"configure has no '{Quote.Short(name)}': give {string.Join(", ", Changeable)}.",
                    Quote.Short(name));
            }
        }

        return Change(settings, Cleaned(name => members.GetValueOrDefault(name)), cancellation);
    }

    private SttSessionSettings Change(SttSessionSettings settings, Func<string, string?> get, CancellationToken cancellation)
    {
        string language = get("language") ?? settings.Job.Language;
        language = language.Equals("auto", StringComparison.OrdinalIgnoreCase) ? "auto" : language;
        if (language != "auto" && speech.TryFind(settings.Model, out SttModelInfo? info) && info.Languages.Count > 0)
        {
            // Regions say nothing to the models: en-US is en.
            string code = language.Split('-', '_')[0].ToLowerInvariant();
            language = info.Languages.Contains(code) ? code : throw Bad("language", language, "auto, " + string.Join(", ", info.Languages));
        }

        bool correct = Flag(get, "correct", settings.Vocabulary is not null);
        return settings with
        {
            Vocabulary = correct ? VocabularyOf(get("vocabulary"), cancellation) ?? settings.Vocabulary ?? speech.Vocabulary : null,
            InterimResults = Flag(get, "interim_results", settings.InterimResults),
            Words = Flag(get, "words", settings.Words),
            MinConfidence = Fraction(get, "min_confidence", settings.MinConfidence, 0, 1),
            Replace = get("replace") is { } rules ? ReplaceOf(rules) : settings.Replace,
            MinEmotionConfidence = Fraction(get, "min_emotion_confidence", settings.MinEmotionConfidence, 0, 1),
            MinLanguageConfidence = Fraction(get, "min_language_confidence", settings.MinLanguageConfidence, 0, 1),
            Job = settings.Job with
            {
                Language = language,
                InverseNormalise = Flag(get, "itn", settings.Job.InverseNormalise),
                Beam = Choice(get, "decoder", settings.Job.Beam, Decoders),
                HotWords = get("hot_words") is { } phrases ? HotWordsOf(phrases) : settings.Job.HotWords,
            },
            Segmenter = settings.Segmenter with
            {
                EndpointingMs = Number(get, "endpointing", settings.Segmenter.EndpointingMs, 64, 10_000),
                Threshold = (float)Fraction(get, "vad_threshold", settings.Segmenter.Threshold, 0.05, 0.95),
                MaxUtteranceMs = (int)(1000 * Fraction(get, "max_utterance", settings.Segmenter.MaxUtteranceMs / 1000.0, 2, 60)),
            },
        };
    }

    /// <summary>An empty value is none, and white space around one is not a part of it: forms and programs send both.</summary>
    private static Func<string, string?> Cleaned(Func<string, string?> get) => name =>
        Lists.Contains(name) ? get(name) : get(name)?.Trim() is { Length: > 0 } value ? value : null;

    private static string[] HotWordsOf(string text)
    {
        string[] phrases = Phrases("hot_words", text, MaxHotWords);
        if (phrases.Length > 0)
        {
            HotWords.Of(phrases);
        }

        return phrases;
    }

    private PhraseRules ReplaceOf(string rules) => rules.Length > MaxListLength
        ? throw new StreamException(
            StreamError.ClientBadRequest, $"replace has {rules.Length} characters: give at most {MaxListLength}.", "replace")
        : PhraseRules.Parse(rules).Before(PhraseRules.Parse(options.Replace));

    private Vocabulary? VocabularyOf(string? words, CancellationToken cancellation) =>
        words is null ? null : vocabularies.Get(Phrases("vocabulary", words, Vocabulary.MaxWords), cancellation);

    /// <summary>A list separated by commas.</summary>
    private static string[] Phrases(string name, string text, int most)
    {
        if (text.Length > MaxListLength)
        {
            throw new StreamException(
                StreamError.ClientBadRequest, $"{name} has {text.Length} characters: give at most {MaxListLength}.", name);
        }

        string[] phrases = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return phrases.Length <= most && phrases.All(phrase => phrase.Length <= MaxPhraseLength)
            ? phrases
            : throw new StreamException(
                StreamError.ClientBadRequest,
                $"{name} has {phrases.Length} items: give at most {most}, each of at most {MaxPhraseLength} characters.",
                name);
    }

    private static int Number(Func<string, string?> get, string name, int otherwise, int lowest, int highest)
    {
        if (get(name) is not { } text)
        {
            return otherwise;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= lowest
            && value <= highest
            ? value
            : throw Bad(name, text, $"a whole number from {lowest} to {highest}");
    }

    private static double Fraction(Func<string, string?> get, string name, double otherwise, double lowest, double highest)
    {
        if (get(name) is not { } text)
        {
            return otherwise;
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= lowest
            && value <= highest
            ? value
            : throw Bad(name, text, string.Create(CultureInfo.InvariantCulture, $"a number from {lowest} to {highest}"));
    }

    private static bool Flag(Func<string, string?> get, string name, bool otherwise) => get(name)?.ToLowerInvariant() switch
    {
        null => otherwise,
        "true" or "1" => true,
        "false" or "0" => false,
        var text => throw Bad(name, text, "true or false"),
    };

    private static T Choice<T>(Func<string, string?> get, string name, T otherwise, Dictionary<string, T> choices)
    {
        if (get(name) is not { } text)
        {
            return otherwise;
        }

        return choices.TryGetValue(text, out T? value) ? value : throw Bad(name, text, string.Join(", ", choices.Keys));
    }

    private static StreamException Bad(string name, string? value, string allowed) =>
        new(StreamError.ClientBadRequest, $"{name}='{Quote.Short(value)}' is not allowed: give {allowed}.", name);
}
