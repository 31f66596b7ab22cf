namespace StreamServer.Inference.Runtime.Metrics;

/// <summary>Where work waits for a model.</summary>
internal enum EngineQueue
{
    /// <summary>Windows of audio that nobody has looked at.</summary>
    Vad,

    /// <summary>Utterances that have ended.</summary>
    Final,

    /// <summary>Finals that are made before the end is certain.</summary>
    Speculative,

    /// <summary>Text of utterances that go on.</summary>
    Partial,

    /// <summary>Pieces of recordings.</summary>
    Recording,

    /// <summary>Chunks of text without a row of the language model.</summary>
    Speech,

    /// <summary>Windows of tokens.</summary>
    Codec,

    /// <summary>Windows for 48 kHz.</summary>
    Bandwidth,
}
