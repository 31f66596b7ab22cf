namespace StreamServer.Inference.Tts;

/// <summary>How a response ended.</summary>
internal enum SpeechEnd
{
    /// <summary>The client went away.</summary>
    ClientGone,

    /// <summary>The client took nothing for too long.</summary>
    ClientSlow,

    /// <summary>The client's key was revoked or expired.</summary>
    KeyEnded,

    /// <summary>The client wanted it silent.</summary>
    Cleared,

    /// <summary>The server's stop left some of it unsaid.</summary>
    Stopping,

    /// <summary>All of it was spoken.</summary>
    Whole,

    /// <summary>It could not be spoken, or there was no room for it.</summary>
    Refused,

    /// <summary>Our fault.</summary>
    Failed,
}
