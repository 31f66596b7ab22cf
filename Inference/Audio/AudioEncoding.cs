namespace StreamServer.Inference.Audio;

/// <summary>What the bytes of a socket are. <see cref="AudioEncodings"/> has the wire names.</summary>
internal enum AudioEncoding
{
    /// <summary>16-bit signed, little-endian: <c>pcm_s16le</c>.</summary>
    PcmS16le,

    /// <summary>32-bit float, little-endian: <c>pcm_f32le</c>.</summary>
    PcmF32le,

    /// <summary>G.711 μ-law: <c>mulaw</c>.</summary>
    MuLaw,

    /// <summary>G.711 A-law: <c>alaw</c>.</summary>
    Alaw,

    /// <summary>Opus packets, one a message: <c>opus</c>.</summary>
    Opus,
}
