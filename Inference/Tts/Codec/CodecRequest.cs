using System.Threading.Tasks.Sources;

namespace StreamServer.Inference.Tts.Codec;

/// <summary>
/// One window to decode. Reusable: one response has one and uses it for all its windows, one after the other. Its owner
/// touches nothing of it between submission and completion.
/// </summary>
internal sealed class CodecRequest : IValueTaskSource
{
    private ManualResetValueTaskSourceCore<bool> _done = new() { RunContinuationsAsynchronously = true };

    /// <summary>Semantic token numbers of the window, context included.</summary>
    public required Memory<int> Semantic { get; set; }

    /// <summary>32 global token numbers.</summary>
    public required ReadOnlyMemory<int> Globals { get; init; }

    /// <summary>Receives the samples of the whole window.</summary>
    public required Memory<float> Samples { get; set; }

    /// <summary>When the client runs dry; earlier ones are decoded first.</summary>
    public double SecondsAhead { get; set; }

    public CancellationToken Cancellation { get; init; }

    /// <summary>Timestamp of the submission.</summary>
    internal long SubmittedAt { get; private set; }

    internal ValueTask Begin(long now)
    {
        SubmittedAt = now;
        _done.Reset();
        return new ValueTask(this, _done.Version);
    }

    internal void Complete(Exception? error)
    {
        if (error is null)
        {
            _done.SetResult(true);
        }
        else
        {
            _done.SetException(error);
        }
    }

    void IValueTaskSource.GetResult(short token) => _done.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _done.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _done.OnCompleted(continuation, state, token, flags);
}
