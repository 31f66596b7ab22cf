namespace StreamServer.Inference.Stt.Load;

/// <summary>How a session ended.</summary>
internal enum SttOutcome
{
    /// <summary>By its client's wish.</summary>
    Done,

    /// <summary>The client vanished.</summary>
    Gone,

    /// <summary>The client said something wrong, or nothing for too long.</summary>
    Client,

    /// <summary>A limit, credits or the key have ended.</summary>
    Terms,

    /// <summary>Closed because the server was over its capacity.</summary>
    Shed,

    /// <summary>The server stopped.</summary>
    Stopping,

    /// <summary>Our fault.</summary>
    Failed,
}
