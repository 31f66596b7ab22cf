namespace StreamServer.Inference.Audio;

/// <summary>
/// Streaming sample-rate conversion of one channel: push any length, pull any length. Unless another kernel is given the stop band
/// is at least 80 dB down from the lower Nyquist frequency on, and the pass band reaches 0.92 of it. The filter's delay is
/// compensated: output sample k is the input at the time k / output rate. The output does not depend on how the input was cut. Not
/// thread-safe; allocates nothing once warm.
/// </summary>
internal sealed class Resampler
{
    private readonly ResamplerKernel? _kernel; // null when the rates are equal
    private readonly SampleQueue _input = new();
    private long _received;
    private long _produced;
    private int _phase; // of the next output sample, whose first tap is the queue's first sample
    private bool _flushed;

    /// <param name="inputRate">Hz.</param>
    /// <param name="outputRate">Hz.</param>
    /// <exception cref="StreamException">No such conversion (see <see cref="ResamplerKernel.For"/>).</exception>
    public Resampler(int inputRate, int outputRate)
        : this(inputRate, inputRate == outputRate ? null : ResamplerKernel.For(inputRate, outputRate))
    {
    }

    /// <param name="inputRate">Hz.</param>
    /// <param name="kernel">Filter and ratio; null leaves the samples as they are.</param>
    public Resampler(int inputRate, ResamplerKernel? kernel)
    {
        _kernel = kernel;
        InputRate = inputRate;
        OutputRate = kernel is null ? inputRate : (int)((long)inputRate * kernel.Up / kernel.Down);
        Reset();
    }

    public int InputRate { get; }

    public int OutputRate { get; }

    /// <summary>Output samples that wait for later input while streaming; <see cref="Flush"/> delivers them.</summary>
    public int LatencySamples => _kernel is null ? 0 : (int)((((long)_kernel.Taps / 2) * _kernel.Up + _kernel.Down - 1) / _kernel.Down);

    /// <summary>Output samples that <see cref="Pull"/> can give now.</summary>
    public int Available
    {
        get
        {
            if (_kernel is null)
            {
                return _input.Count;
            }

            long spare = _input.Count - _kernel.Taps;
            long computable = spare < 0 ? 0 : ((((spare + 1) * _kernel.Up) - 1 - _phase) / _kernel.Down) + 1;
            return (int)(_flushed ? Math.Min(computable, OutputLength(_received) - _produced) : computable);
        }
    }

    public void Push(ReadOnlySpan<float> samples)
    {
        if (_flushed)
        {
            throw new InvalidOperationException("The resampler was flushed; reset it before the next stream.");
        }

        _received += samples.Length;
        _input.Push(samples);
    }

    /// <summary>Ends the stream: the output in all is then ceil(input samples × output rate / input rate).</summary>
    public void Flush()
    {
        if (_flushed)
        {
            return;
        }

        _flushed = true;
        if (_kernel is not null)
        {
            _input.PushSilence(_kernel.Taps / 2);
        }
    }

    /// <summary>Writes as many samples as there are and as fit; returns how many.</summary>
    public int Pull(Span<float> output)
    {
        if (_kernel is null)
        {
            return _input.Pull(output);
        }

        output = output[..Math.Min(output.Length, Available)];
        ReadOnlySpan<float> input = _input.Unread;
        int first = 0;
        int phase = _phase;
        for (int i = 0; i < output.Length; i++)
        {
            output[i] = _kernel.Apply(phase, input[first..]);
            phase += _kernel.Down;
            first += phase / _kernel.Up;
            phase %= _kernel.Up;
        }

        _phase = phase;
        _produced += output.Length;
        _input.Skip(first); // never past the end: a phase has more taps than one step moves
        return output.Length;
    }

    /// <summary>Forgets the stream; the next one starts at time zero.</summary>
    public void Reset()
    {
        _input.Clear();
        _received = 0;
        _produced = 0;
        _phase = 0;
        _flushed = false;
        if (_kernel is not null)
        {
            _input.PushSilence((_kernel.Taps / 2) - 1);
        }
    }

    /// <summary>A whole recording at once.</summary>
    public static float[] Convert(ReadOnlySpan<float> samples, int inputRate, int outputRate)
    {
        var resampler = new Resampler(inputRate, outputRate);
        resampler.Push(samples);
        resampler.Flush();
        float[] output = new float[resampler.Available];
        resampler.Pull(output);
        return output;
    }

    private long OutputLength(long inputLength) => ((inputLength * _kernel!.Up) + _kernel.Down - 1) / _kernel.Down;
}
