using StreamServer.Models.Manifest;

namespace StreamServer.Models.Conversion.SparkTts;

/// <summary>Prompts for comparing two forms of one model.</summary>
internal static class SamplePrompts
{
    private static readonly string[] Texts =
    [
        "The train to the coast leaves at half past nine.",
        "Could you tell me where the library is, please?",
        "She laughed, closed the book, and went outside.",
        "Nobody had expected rain on a day like this!",
    ];

    /// <summary>Token ids of each prompt, in the form in which the model makes the voice itself.</summary>
    /// <param name="encode">The model's tokenizer.</param>
    public static IReadOnlyList<int[]> Encode(TtsModelSpec spec, Func<string, int[]> encode) =>
    [
        .. Texts.Select((text, i) => encode(spec.Prompts.Speaker
            .Replace("{tag}", spec.Speakers[i % spec.Speakers.Count].Tag, StringComparison.Ordinal)
            .Replace("{text}", text, StringComparison.Ordinal))),
    ];
}
