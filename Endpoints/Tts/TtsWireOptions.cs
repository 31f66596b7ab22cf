using System.ComponentModel.DataAnnotations;
using StreamServer.Endpoints.Sockets;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Endpoints.Tts;

/// <summary>What text to speech takes from the wire, and how long it waits for it.</summary>
internal sealed class TtsWireOptions
{
    /// <summary>Largest socket message. A message is a piece of text.</summary>
    private const int MaxMessageBytes = 256 * 1024;

    private static readonly TimeSpan Close = TimeSpan.FromSeconds(5);

    /// <summary>A socket on which nothing moves for this long, and to which no speech is owed, is closed.</summary>
    [Setting("TTS_IDLE_SECONDS"), Range(1, 86_400)]
    public double IdleSeconds { get; set; } = 300;

    /// <summary>A socket or response of which the client takes nothing for this long is cut.</summary>
    [Setting("TTS_SEND_SECONDS"), Range(1, 3600)]
    public double SendSeconds { get; set; } = 30;

    /// <summary>
    /// Bytes that answers which are sent whole may hold until their clients take them, over all; of one caller three quarters.
    /// </summary>
    [Setting("TTS_MAX_UNSENT_BYTES"), Range(1 << 20, 1L << 40)]
    public long MaxUnsentBytes { get; set; } = 256 << 20;

    /// <summary>Sockets at the same time; the next one gets 503. Of one caller three quarters.</summary>
    [Setting("TTS_MAX_SOCKETS"), Range(1, 100_000)]
    public int MaxSockets { get; set; } = 256;

    /// <summary>The limits of one socket.</summary>
    public ConnectionLimits Limits => new(MaxMessageBytes, TimeSpan.FromSeconds(IdleSeconds), TimeSpan.FromSeconds(SendSeconds), Close);
}
