namespace StreamServer.Models.Manifest;

/// <summary>The conventions of one text-to-speech language model: a fine-tune with others is another entry, not other code.</summary>
internal sealed record TtsModelSpec
{
    /// <summary>Name of the codec's entry.</summary>
    public required string Codec { get; init; }

    /// <summary>Name of the entry that turns a recording into global tokens; null when voices cannot be cloned.</summary>
    public string? SpeakerEncoder { get; init; }

    public required TtsPrompts Prompts { get; init; }

    /// <summary>Tokens that end an answer, as strings of the tokenizer.</summary>
    public required IReadOnlyList<string> Stop { get; init; }

    /// <summary>Longest text of one chunk, in characters: a property of the training data.</summary>
    public required int MaxChars { get; init; }

    /// <summary>Longest text of the first chunk: short, so that its audio starts early.</summary>
    public int FirstChunkChars { get; set; } = 60;

    /// <summary>Short sentences of a paragraph are spoken as one chunk; false for a model that was trained on single sentences.</summary>
    public bool JoinSentences { get; set; } = true;

    /// <summary>Upper bound of semantic tokens for one character of text, for the token cap of a chunk.</summary>
    public double MaxTokensPerChar { get; set; } = 8;

    /// <summary>Semantic tokens in a second of audio.</summary>
    public double TokensPerSecond { get; set; } = 50;

    /// <summary>How many candidates are made for a voice without known globals, of which the best stays.</summary>
    public int VoiceCandidates { get; set; } = 4;

    /// <summary>Emotion tags that it was trained on, without brackets; those of others are dropped instead of being read out.</summary>
    public IReadOnlyList<string> EmotionTags { get; set; } = [];

    public required SamplingDefaults Sampling { get; init; }

    /// <summary>Speakers in the order they are listed; the first is the default.</summary>
    public required IReadOnlyList<SpeakerSpec> Speakers { get; init; }
}
