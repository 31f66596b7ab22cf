namespace StreamServer.Inference.Runtime.Metrics;

/// <summary>What one run of a model is.</summary>
internal enum EngineStep
{
    /// <summary>Voice activity of one window of each stream.</summary>
    Vad,

    /// <summary>A recogniser, from features to tokens.</summary>
    Encoder,

    /// <summary>One token for each row.</summary>
    LmDecode,

    /// <summary>One piece of one prompt.</summary>
    LmPrefill,

    /// <summary>Windows of tokens to samples.</summary>
    Codec,

    /// <summary>16 to 48 kHz.</summary>
    Bandwidth,
}
