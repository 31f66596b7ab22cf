namespace StreamServer.Inference.Tts.Lm;

/// <summary>Where a request stands in the engine.</summary>
internal enum RowPhase
{
    /// <summary>No slot yet.</summary>
    Waiting,

    /// <summary>Has a slot; a part of the prompt is still to be run.</summary>
    Prefilling,

    /// <summary>Makes one token a round.</summary>
    Decoding,
}
