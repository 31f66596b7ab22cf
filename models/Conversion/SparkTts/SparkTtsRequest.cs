using StreamServer.Models.Manifest;

namespace StreamServer.Models.Conversion.SparkTts;

/// <summary>One conversion of a Spark-TTS checkpoint.</summary>
internal sealed record SparkTtsRequest
{
    /// <summary>The checkpoint: a folder with <c>LLM/</c> and perhaps <c>BiCodec/</c>, or the language model's own folder.</summary>
    public required string From { get; init; }

    /// <summary>Folder that gets <c>lm/</c> and <c>codec/</c>.</summary>
    public required string To { get; init; }

    /// <summary>Folder of the manifest, which the new entries' folders are relative to.</summary>
    public required string ManifestFolder { get; init; }

    /// <summary>Name of the language model's new entry.</summary>
    public required string Name { get; init; }

    public WeightFormat Weights { get; init; }

    public WeightFormat Head { get; init; }

    /// <summary>Keep a score for every token of the vocabulary.</summary>
    public bool FullHead { get; init; }

    /// <summary>Entry with the prompts, voices and sampling that the new one gets.</summary>
    public required ModelEntry LanguageModel { get; init; }

    /// <summary>Entry with the context sizes that a new codec's gets.</summary>
    public required ModelEntry Codec { get; init; }

    /// <summary>Entry that a new speaker encoder's is like; null when the likeness has none.</summary>
    public ModelEntry? SpeakerEncoder { get; init; }

    /// <summary>Opens a <c>tokenizer.json</c>: from a text to its token ids.</summary>
    public required Func<string, Func<string, int[]>> Tokenizer { get; init; }

    /// <summary>Told what is being done, a line at a time.</summary>
    public required Action<string> Say { get; init; }
}
