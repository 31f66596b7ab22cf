namespace StreamServer.Inference.Stt.Vad;

/// <summary>What the voice activity model remembers of one stream; zero at the start.</summary>
internal sealed class VadState
{
    /// <summary>[2, 128], the stream's rows of the model's state.</summary>
    public float[] State { get; } = new float[SileroVad.StateSize];

    /// <summary>End of the last window.</summary>
    public float[] Context { get; } = new float[SileroVad.Context];

    /// <summary>As at the start.</summary>
    public void Reset()
    {
        Array.Clear(State);
        Array.Clear(Context);
    }
}
