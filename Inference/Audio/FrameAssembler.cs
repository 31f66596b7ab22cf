namespace StreamServer.Inference.Audio;

/// <summary>
/// Cuts chunks of any length into frames of one length and keeps the rest. The frames do not depend on how the stream was cut.
/// Not thread-safe; allocates nothing once warm.
/// </summary>
/// <param name="frameLength">Samples a frame.</param>
internal sealed class FrameAssembler(int frameLength)
{
    private readonly SampleQueue _queue = new(4 * frameLength);

    /// <summary>Samples that wait, those of whole frames included.</summary>
    public int Pending => _queue.Count;

    public void Push(ReadOnlySpan<float> samples) => _queue.Push(samples);

    /// <param name="frame">The next whole frame; valid until the next call of any other member.</param>
    public bool TryTake(out ReadOnlySpan<float> frame)
    {
        if (_queue.Count < frameLength)
        {
            frame = default;
            return false;
        }

        frame = _queue.Unread[..frameLength];
        _queue.Skip(frameLength);
        return true;
    }

    /// <summary>The last, incomplete frame, filled up with silence. Take all whole frames first.</summary>
    /// <param name="frame">Valid until the next call of any other member.</param>
    /// <param name="samples">How many samples of it are not filling; 0 when nothing was left.</param>
    public bool TryTakeRest(out ReadOnlySpan<float> frame, out int samples)
    {
        samples = _queue.Count;
        if (samples == 0 || samples >= frameLength)
        {
            frame = default;
            samples = 0;
            return false;
        }

        _queue.PushSilence(frameLength - samples);
        return TryTake(out frame);
    }

    public void Reset() => _queue.Clear();
}
