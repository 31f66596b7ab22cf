namespace StreamServer.Inference.Audio;

/// <summary>Containers and encodings that the server writes. The wire name is the lower-case member name.</summary>
internal enum AudioFormat
{
    /// <summary>RIFF WAVE, 16-bit mono.</summary>
    Wav,

    /// <summary>Raw s16le without a header.</summary>
    Pcm,

    /// <summary>Opus in Ogg.</summary>
    Opus,

    Mp3,
    Flac,

    /// <summary>Raw G.711 μ-law bytes, 8 kHz.</summary>
    MuLaw,

    /// <summary>Raw G.711 A-law bytes, 8 kHz.</summary>
    Alaw,
}
