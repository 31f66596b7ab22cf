namespace StreamServer.Inference.Audio;

/// <summary>
/// Interleaved audio of any rate to mono streams of one rate: all channels mixed to one, or each channel by itself.
/// Not thread-safe; allocates nothing once warm.
/// </summary>
internal sealed class ChannelConverter
{
    private readonly int _channels;
    private readonly PhaseMix _mix;
    private readonly Resampler[] _resamplers; // one a stream
    private float[] _mono = [];

    /// <param name="channels">Interleaved channels that come in.</param>
    /// <param name="inputRate">Hz.</param>
    /// <param name="outputRate">Hz.</param>
    /// <param name="separate">Each channel a stream of its own.</param>
    public ChannelConverter(int channels, int inputRate, int outputRate, bool separate = false)
    {
        _channels = channels;
        _mix = new PhaseMix(channels, inputRate);
        _resamplers = new Resampler[separate ? channels : 1];
        for (int stream = 0; stream < _resamplers.Length; stream++)
        {
            _resamplers[stream] = new Resampler(inputRate, outputRate);
        }
    }

    /// <summary>Mono streams that come out: 1 when mixed.</summary>
    public int StreamCount => _resamplers.Length;

    /// <summary>Samples that each stream can give now.</summary>
    public int Available => _resamplers[0].Available;

    /// <param name="interleaved">Whole frames.</param>
    public void Push(ReadOnlySpan<float> interleaved)
    {
        int frames = interleaved.Length / _channels;
        if (_mono.Length < frames)
        {
            _mono = new float[frames];
        }

        for (int stream = 0; stream < _resamplers.Length; stream++)
        {
            Span<float> mono = _mono.AsSpan(0, frames);
            int written = StreamCount == 1
                ? _mix.Mix(interleaved, mono)
                : Downmix.Pick(interleaved, _channels, stream, mono);
            _resamplers[stream].Push(mono[..written]);
        }
    }

    /// <summary>Ends the stream; the tail can then be pulled.</summary>
    public void Flush()
    {
        foreach (Resampler resampler in _resamplers)
        {
            resampler.Flush();
        }
    }

    /// <summary>Writes as many samples of one stream as there are and as fit; returns how many.</summary>
    public int Pull(int stream, Span<float> output) => _resamplers[stream].Pull(output);
}
