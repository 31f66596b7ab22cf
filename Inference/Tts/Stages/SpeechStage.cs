namespace StreamServer.Inference.Tts.Stages;

/// <summary>What a response goes through, in this order, until its first audio; encoding goes on to the end.</summary>
internal enum SpeechStage
{
    /// <summary>What is written becomes what is said, cut into chunks.</summary>
    Normalise,

    /// <summary>Until the language model has a slot for it.</summary>
    Queue,

    /// <summary>The prompt runs.</summary>
    Prefill,

    /// <summary>Until its first token is there.</summary>
    FirstToken,

    /// <summary>Until the tokens of the first window are there and have become sound that may be sent.</summary>
    FirstWindow,

    /// <summary>Samples to bytes, in all.</summary>
    Encode,
}
