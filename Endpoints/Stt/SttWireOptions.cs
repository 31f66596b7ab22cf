using System.ComponentModel.DataAnnotations;
using StreamServer.Endpoints.Sockets;
using StreamServer.Inference.Runtime.Settings;

namespace StreamServer.Endpoints.Stt;

/// <summary>What speech to text takes from the wire, and how long it waits for it.</summary>
internal sealed class SttWireOptions
{
    /// <summary>Largest socket message.</summary>
    [Setting("STT_MAX_FRAME_BYTES"), Range(1024, 64 << 20)]
    public int MaxFrameBytes { get; set; } = 1 << 20;

    /// <summary>Largest recording of one HTTP request.</summary>
    [Setting("STT_MAX_UPLOAD_BYTES"), Range(1024, int.MaxValue)]
    public int MaxUploadBytes { get; set; } = 512 << 20;

    /// <summary>A socket without any message for this long is closed.</summary>
    [Setting("STT_IDLE_SECONDS"), Range(1, 3600)]
    public double IdleSeconds { get; set; } = 60;

    /// <summary>A socket without audio for this long is closed, keep-alive messages or not.</summary>
    [Setting("STT_NO_AUDIO_SECONDS"), Range(1, 86_400)]
    public double NoAudioSeconds { get; set; } = 900;

    /// <summary>A client that does not read one message within this time is closed.</summary>
    [Setting("STT_SEND_SECONDS"), Range(1, 600)]
    public double SendSeconds { get; set; } = 10;

    /// <summary>How long a close waits for the client's part of it.</summary>
    [Setting("STT_CLOSE_SECONDS"), Range(0.1, 60)]
    public double CloseSeconds { get; set; } = 5;

    /// <summary>The limits of one socket.</summary>
    public ConnectionLimits Limits => new(
        MaxFrameBytes, TimeSpan.FromSeconds(IdleSeconds), TimeSpan.FromSeconds(SendSeconds), TimeSpan.FromSeconds(CloseSeconds));
}
