namespace StreamServer.Inference.Stt.Sessions;

/// <summary>How a client's audio is encoded.</summary>
internal enum AudioEncoding
{
    PcmS16le,
    PcmF32le,
    MuLaw,
    Alaw,

    /// <summary>One Opus packet a message.</summary>
    Opus,
}
