namespace StreamServer.Inference.Stt.Jobs;

/// <summary>How urgent a job is, most urgent first.</summary>
internal enum SttJobKind
{
    /// <summary>The text of an ended utterance. Never dropped.</summary>
    Final,

    /// <summary>Becomes the final if the first quiet windows turn out to be the end.</summary>
    Speculative,

    /// <summary>Text of an utterance that still grows. Replaced by a newer one, dropped when stale.</summary>
    Partial,

    /// <summary>The text of an ended utterance of a recording: nobody listens while it is spoken. Never dropped.</summary>
    Recording,
}
