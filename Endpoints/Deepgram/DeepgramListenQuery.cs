using System.Globalization;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Stt;
using StreamServer.Inference;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Endpoints.Deepgram;

/// <summary>The query of <c>/v1/listen</c>: what has a meaning here is mapped, the rest is told back by name.</summary>
/// <param name="Settings">How to hear.</param>
/// <param name="IsRaw">Samples without a container.</param>
/// <param name="TellsSpeech"><c>vad_events</c>.</param>
/// <param name="UtteranceEnd"><c>utterance_end_ms</c>, in seconds; null for none.</param>
/// <param name="ListsUtterances"><c>utterances</c>.</param>
/// <param name="DetectsLanguage"><c>detect_language</c>.</param>
/// <param name="Ignored">Parameters that have no meaning here.</param>
internal sealed record DeepgramListenQuery(
    SttSessionSettings Settings,
    bool IsRaw,
    bool TellsSpeech,
    double? UtteranceEnd,
    bool ListsUtterances,
    bool DetectsLanguage,
    IReadOnlyList<string> Ignored)
{
    /// <summary>Silence that ends an utterance, in milliseconds: what the segmenter takes.</summary>
    private const int LeastEndpointing = 64;

    private const int MostEndpointing = 10_000;

    private static readonly string[] Mapped =
    [
        "model", "language", "detect_language", "encoding", "sample_rate", "channels", "multichannel", "interim_results", "endpointing",
        "utterance_end_ms", "vad_events", "smart_format", "numerals", "keyterm", "keywords", "utterances",
    ];

    /// <summary>Names of Deepgram's models, which stand for the one that is loaded.</summary>
    private static readonly string[] Models = ["nova", "enhanced", "base", "whisper", "flux", "general", "2-"];

    /// <param name="query">Of the request.</param>
    /// <param name="isSocket">Deepgram's defaults are those of a socket.</param>
    /// <param name="parameters">Ours.</param>
    /// <param name="speech">Whose models may be named.</param>
    /// <param name="cancellation">The caller is gone.</param>
    /// <exception cref="StreamException">A value that is not possible: names the parameter.</exception>
    public static DeepgramListenQuery Read(
        IQueryCollection query, bool isSocket, SttParameters parameters, SpeechToText speech, CancellationToken cancellation)
    {
        if (query.ContainsKey("callback"))
        {
            throw Bad("callback", "is not possible here: the answer comes on the connection that asked");
        }

        bool detects = Flag(query, "detect_language");
        SttSessionSettings settings = parameters.Read(name => name switch
        {
            "model" => ModelOf(query.Get("model"), speech),
            "language" => detects || query.Get("language") is "multi" ? "auto" : query.Get("language"),
            "encoding" or "sample_rate" or "channels" => query.Get(name),
            "multichannel" => Flag(query, "multichannel") ? "separate" : null,
            "interim_results" => isSocket && Flag(query, "interim_results") ? "true" : "false",
            "endpointing" => EndpointingOf(query.Get("endpointing")),
            "itn" => Flag(query, "smart_format") || Flag(query, "numerals") ? "true" : null,
            "hot_words" => HotWordsOf(query),
            _ => null,
        }, cancellation);
        return new DeepgramListenQuery(
            settings,
            query.ContainsKey("encoding"),
            Flag(query, "vad_events"),
            UtteranceEndOf(query.Get("utterance_end_ms")),
            Flag(query, "utterances"),
            detects,
            [.. IgnoredMembers.Plain(query.Keys.Where(name => !Mapped.Contains(name, StringComparer.OrdinalIgnoreCase)))]);
    }

    private static string? ModelOf(string? name, SpeechToText speech) =>
        name is not null && !speech.TryFind(name, out _) && Array.Exists(Models, known => name.StartsWith(known, StringComparison.Ordinal))
            ? null
            : name;

    private static string? EndpointingOf(string? text) => text?.ToLowerInvariant() switch
    {
        null or "true" => null,
        "false" => MostEndpointing.ToString(CultureInfo.InvariantCulture),
        _ => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds)
            ? Math.Clamp(milliseconds, LeastEndpointing, MostEndpointing).ToString(CultureInfo.InvariantCulture)
            : throw Bad("endpointing", "is true, false or a whole number of milliseconds"),
    };

    private static double? UtteranceEndOf(string? text) => text is null ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int milliseconds) && milliseconds is >= 1000 and <= 60_000
            ? milliseconds / 1000.0
            : throw Bad("utterance_end_ms", "is a whole number from 1000 to 60000");

    /// <summary>Keywords may carry a boost behind a colon, which has no meaning here.</summary>
    private static string? HotWordsOf(IQueryCollection query)
    {
        string[] words =
        [
            .. query["keyterm"].OfType<string>(),
            .. query["keywords"].OfType<string>().SelectMany(list => list.Split(',')).Select(word => word.Split(':')[0]),
        ];
        return words.Length == 0 ? null : string.Join(',', words);
    }

    private static bool Flag(IQueryCollection query, string name) => query.Get(name)?.ToLowerInvariant() switch
    {
        null or "false" or "0" => false,
        "true" or "1" or "" => true,
        _ => throw Bad(name, "is true or false"),
    };

    private static StreamException Bad(string name, string problem) => new(StreamError.ClientBadRequest, $"{name} {problem}.", name);
}
