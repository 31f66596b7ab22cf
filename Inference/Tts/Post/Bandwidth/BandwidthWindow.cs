namespace StreamServer.Inference.Tts.Post.Bandwidth;

/// <summary>
/// Consecutive frames of one response on their way through the network. Reusable: one response has one. Its owner touches
/// nothing of it between submission and completion. All arrays are [bins, frames] and may be longer than that.
/// </summary>
internal sealed class BandwidthWindow(int mostFrames)
{
    public int Frames { get; set; }

    public float[] LogMagnitude { get; } = new float[mostFrames * BandwidthExtender.Bins];

    /// <summary>Radians.</summary>
    public float[] Phase { get; } = new float[mostFrames * BandwidthExtender.Bins];

    public float[] WideLogMagnitude { get; } = new float[mostFrames * BandwidthExtender.Bins];

    /// <summary>With <see cref="WideImaginary"/> a vector in the direction of the phase, of any length.</summary>
    public float[] WideReal { get; } = new float[mostFrames * BandwidthExtender.Bins];

    public float[] WideImaginary { get; } = new float[mostFrames * BandwidthExtender.Bins];
}
