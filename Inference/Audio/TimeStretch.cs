namespace StreamServer.Inference.Audio;

/// <summary>
/// Changes the speed of speech and keeps its pitch: waveform similarity overlap-add (Verhelst and Roelands, "An overlap-add
/// technique based on waveform similarity (WSOLA)", ICASSP 1993). Push any length, pull any length; the output does not
/// depend on how the input was cut. Not thread-safe; allocates nothing once warm.
/// </summary>
internal sealed class TimeStretch
{
    public const double SlowestSpeed = 0.25;
    public const double FastestSpeed = 4;

    /// <summary>Half a segment, and what each step adds to the output: holds a period of the lowest voices (70 Hz).</summary>
    private const double HopSeconds = 0.02;

    /// <summary>How far from its nominal place a segment may be taken: both sides together span a period of 45 Hz.</summary>
    private const double SearchSeconds = 0.011;

    private readonly double _speed;
    private readonly int _hop;
    private readonly int _search;
    private readonly float[] _fadeIn;
    private readonly SampleQueue _input = new(8192);
    private readonly SampleQueue _output = new(8192);
    private long _inputStart; // position of the queue's first sample in the stream
    private long _received;
    private long _produced;
    private long _step;
    private long _previous; // where the last segment was taken
    private bool _flushed;

    /// <param name="sampleRate">Hz.</param>
    /// <param name="speed">0.25 (four times as long) to 4 (a quarter); 1 changes nothing, bit for bit.</param>
    public TimeStretch(int sampleRate, double speed)
    {
        if (speed is not (>= SlowestSpeed and <= FastestSpeed))
        {
            throw new StreamException(
                StreamError.ClientBadRequest, $"speed {speed} is out of range; allowed: {SlowestSpeed} to {FastestSpeed}.", "speed");
        }

        _speed = speed;
        _hop = (int)(sampleRate * HopSeconds);
        _search = (int)(sampleRate * SearchSeconds);
        _fadeIn = new float[_hop];
        for (int i = 0; i < _hop; i++)
        {
            // Raised cosine: with its mirror it sums to one, which is right for signals that were chosen to be alike.
            _fadeIn[i] = (float)(0.5 - (0.5 * Math.Cos(Math.PI * (i + 0.5) / _hop)));
        }

        Reset();
    }

    /// <summary>Output samples that wait for later input while streaming.</summary>
    public int LatencySamples => _speed == 1
        ? 0
        : (int)Math.Ceiling(Math.Max(Math.Max(_hop, (_hop + _search) / _speed), (((2 * _hop) + _search) / _speed) - _hop));

    /// <summary>Output samples that <see cref="Pull"/> can give now.</summary>
    public int Available => _output.Count;

    public void Push(ReadOnlySpan<float> samples)
    {
        if (_flushed)
        {
            throw new InvalidOperationException("The time stretch was flushed; reset it before the next stream.");
        }

        _received += samples.Length;
        if (_speed == 1)
        {
            _output.Push(samples);
            return;
        }

        _input.Push(samples);
        while (HasInputForStep())
        {
            Step(_hop);
        }
    }

    /// <summary>Ends the stream: the output in all is then the input length divided by the speed, rounded.</summary>
    public void Flush()
    {
        if (_flushed)
        {
            return;
        }

        _flushed = true;
        if (_speed == 1)
        {
            return;
        }

        long total = (long)Math.Round(_received / _speed);
        while (_produced < total)
        {
            while (!HasInputForStep())
            {
                _input.PushSilence(_hop);
            }

            Step((int)Math.Min(_hop, total - _produced));
        }
    }

    /// <summary>Writes as many samples as there are and as fit; returns how many.</summary>
    public int Pull(Span<float> output) => _output.Pull(output);

    public void Reset()
    {
        _input.Clear();
        _output.Clear();
        _inputStart = 0;
        _received = 0;
        _produced = 0;
        _step = 0;
        _previous = -_hop;
        _flushed = false;
    }

    private long Nominal => NominalOf(_step);

    private long NominalOf(long step) => (long)Math.Round(step * _hop * _speed);

    /// <summary>Enough for every place that may be looked at, and for the output not to run ahead of the input.</summary>
    private bool HasInputForStep()
    {
        long reach = Math.Max(Nominal + _search, _previous + _hop) + _hop;
        return _inputStart + _input.Count >= Math.Max(reach, NominalOf(_step + 1));
    }

    /// <summary>Lays the next segment over the natural continuation of the last one.</summary>
    private void Step(int count)
    {
        ReadOnlySpan<float> input = _input.Unread;
        ReadOnlySpan<float> continuation = input.Slice((int)(_previous + _hop - _inputStart), _hop);
        long chosen = _step == 0 ? 0 : FindLike(continuation, input);
        ReadOnlySpan<float> segment = input.Slice((int)(chosen - _inputStart), _hop);
        Span<float> output = _output.Reserve(count);
        for (int i = 0; i < count; i++)
        {
            output[i] = continuation[i] + (_fadeIn[i] * (segment[i] - continuation[i]));
        }

        _output.Commit(count);
        _produced += count;
        _previous = chosen;
        _step++;
        Forget(Math.Min(_previous + _hop, Nominal - _search));
    }

    /// <summary>The place near the nominal one whose waveform goes on most like the continuation.</summary>
    private long FindLike(ReadOnlySpan<float> continuation, ReadOnlySpan<float> input)
    {
        long nominal = Nominal;
        long best = nominal;
        float highest = 0;
        long first = Math.Max(nominal - _search, _inputStart);
        for (long place = first; place <= nominal + _search; place++)
        {
            ReadOnlySpan<float> candidate = input.Slice((int)(place - _inputStart), _hop);
            float likeness = DotProduct.Of(continuation, candidate);
            float energy = DotProduct.Of(candidate, candidate);
            if (likeness > 0 && likeness * likeness > highest * energy)
            {
                // Compares likeness / √energy without a root; silence never wins.
                highest = likeness * likeness / energy;
                best = place;
            }
        }

        return best;
    }

    private void Forget(long before)
    {
        int count = (int)Math.Clamp(before - _inputStart, 0, _input.Count);
        _input.Skip(count);
        _inputStart += count;
    }
}
