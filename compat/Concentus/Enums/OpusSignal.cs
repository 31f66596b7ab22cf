namespace Concentus.Enums;

/// <summary>Hint about the signal.</summary>
public enum OpusSignal
{
    OPUS_SIGNAL_AUTO = -1000,
    OPUS_SIGNAL_VOICE = 3001,
    OPUS_SIGNAL_MUSIC = 3002,
}
