namespace StreamServer.Inference.Stt.Vad;

/// <summary>Windows of one stream that wait for the voice activity model. Its continuations never run on the model's thread.</summary>
internal sealed class VadRequest(VadState state, ReadOnlyMemory<float> samples, Memory<float> probabilities, long submittedAt)
    : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    private int _done;

    public VadState State { get; } = state;

    /// <summary>Its wait is not counted as lag.</summary>
    public bool Yields { get; init; }

    /// <summary>Timestamp.</summary>
    public long SubmittedAt { get; } = submittedAt;

    /// <summary>No window has been answered yet.</summary>
    public bool IsFirst => _done == 0;

    /// <summary>The window that is due.</summary>
    public ReadOnlyMemory<float> Next => samples.Slice(_done * SileroVad.Window, SileroVad.Window);

    /// <summary>Takes the answer for <see cref="Next"/>, and completes with the last one.</summary>
    public void Advance(float probability)
    {
        // NaN would pass every comparison of the segmenter unseen.
        probabilities.Span[_done++] = float.IsNaN(probability) ? 0 : probability;
        if ((_done + 1) * SileroVad.Window > samples.Length)
        {
            TrySetResult();
        }
    }

    public void Fail(Exception reason) => TrySetException(reason);
}
