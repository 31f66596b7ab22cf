namespace Concentus.Enums;

/// <summary>What the encoder should preserve.</summary>
public enum OpusApplication
{
    OPUS_APPLICATION_UNIMPLEMENTED = 0,

    /// <summary>Intelligible speech.</summary>
    OPUS_APPLICATION_VOIP = 2048,

    /// <summary>Closeness to the input.</summary>
    OPUS_APPLICATION_AUDIO = 2049,

    /// <summary>Lowest delay, no speech modes.</summary>
    OPUS_APPLICATION_RESTRICTED_LOWDELAY = 2051,
}
