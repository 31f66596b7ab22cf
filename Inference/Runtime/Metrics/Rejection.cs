namespace StreamServer.Inference.Runtime.Metrics;

/// <summary>Why somebody was not let in. Never more than a few: each becomes a value of a label.</summary>
internal enum Rejection
{
    /// <summary>Every place is taken.</summary>
    Capacity,

    /// <summary>There are places, but this caller has his share.</summary>
    Share,

    /// <summary>The server is behind, or the first audio would come too late.</summary>
    Lag,

    /// <summary>The queue of a model is full.</summary>
    Queue,

    NotReady,

    Stopping,
}
