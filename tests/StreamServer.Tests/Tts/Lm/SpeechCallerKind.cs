namespace StreamServer.Tests.Tts.Lm;

/// <summary>How a simulated client takes what it is sent.</summary>
internal enum SpeechCallerKind
{
    /// <summary>At once, as a load generator does.</summary>
    Eager,

    /// <summary>As it plays, with two seconds in its buffers.</summary>
    Listener,

    /// <summary>Nothing after the first piece.</summary>
    Mute,
}
