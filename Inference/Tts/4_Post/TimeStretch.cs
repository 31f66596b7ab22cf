using System.Numerics.Tensors;
using StreamServer.Inference.Audio;

namespace StreamServer.Inference.Tts.Post;

/// <summary>
/// Faster or slower speech at the same pitch: waveform-similarity overlap-add (Verhelst and Roelands, 1993). Each piece of
/// output is cut from the input where it continues the piece before best. The output does not depend on how the input was
/// cut. One a response; not thread-safe.
/// </summary>
internal sealed class TimeStretch
{
    private const int HopMs = 15; // longer than the period of the lowest voice (67 Hz)
    private const int SearchMs = 8; // half a period of the lowest voice each way

    private readonly double _speed;
    private readonly int _hop;
    private readonly int _search;
    private readonly float[] _fade;
    private readonly SampleQueue _input = new();
    private long _base; // position of the queue's first sample
    private long _received;
    private long _produced;
    private long _previous; // where the last piece was cut; its continuation is one hop later
    private long _pieces;

    /// <param name="sampleRate">Hz.</param>
    /// <param name="speed">Over 1 is faster.</param>
    public TimeStretch(int sampleRate, double speed)
    {
        _speed = speed;
        _hop = sampleRate * HopMs / 1000;
        _search = sampleRate * SearchMs / 1000;
        _fade = new float[_hop];
        for (int i = 0; i < _hop; i++)
        {
            _fade[i] = 0.5f - (0.5f * MathF.Cos(MathF.PI * (i + 0.5f) / _hop));
        }
    }

    public void Push(ReadOnlySpan<float> samples, SampleQueue output)
    {
        _received += samples.Length;
        _input.Push(samples);
        Run(output, long.MaxValue);
    }

    /// <summary>Writes the rest: the output in all is the input's length divided by the speed.</summary>
    public void Finish(SampleQueue output)
    {
        long total = (long)Math.Round(_received / _speed);
        _input.PushSilence((3 * _hop) + (2 * _search) + (int)(_hop * _speed));
        Run(output, total);
    }

    private void Run(SampleQueue output, long total)
    {
        while (_produced < total)
        {
            long nominal = (long)(_pieces * _hop * _speed);
            long needed = Math.Max(nominal + _search + _hop, _previous + (2 * _hop));
            if (needed > _base + _input.Count)
            {
                return;
            }

            int count = (int)Math.Min(_hop, total - _produced);
            Span<float> piece = output.Reserve(_hop)[.._hop];
            if (_pieces == 0)
            {
                At(0).CopyTo(piece);
                _previous = 0;
            }
            else
            {
                ReadOnlySpan<float> continuation = At(_previous + _hop);
                _previous = Closest(continuation, nominal);
                Blend(continuation, At(_previous), piece);
            }

            output.Commit(count);
            _produced += count;
            _pieces++;
            Forget();
        }
    }

    /// <summary>The place around <paramref name="nominal"/> whose samples are most like <paramref name="continuation"/>.</summary>
    private long Closest(ReadOnlySpan<float> continuation, long nominal)
    {
        long first = Math.Max(_base, nominal - _search);
        long best = nominal;
        float highest = float.NegativeInfinity;
        for (long at = first; at <= nominal + _search; at++)
        {
            ReadOnlySpan<float> candidate = At(at);
            float likeness = TensorPrimitives.Dot(continuation, candidate) / MathF.Sqrt(TensorPrimitives.SumOfSquares(candidate) + 1e-9f);
            if (likeness > highest)
            {
                (highest, best) = (likeness, at);
            }
        }

        return best;
    }

    private void Blend(ReadOnlySpan<float> from, ReadOnlySpan<float> to, Span<float> piece)
    {
        for (int i = 0; i < piece.Length; i++)
        {
            piece[i] = from[i] + ((to[i] - from[i]) * _fade[i]);
        }
    }

    private ReadOnlySpan<float> At(long position) => _input.Unread.Slice((int)(position - _base), _hop);

    private void Forget()
    {
        long keepFrom = Math.Min(_previous + _hop, (long)(_pieces * _hop * _speed) - _search);
        int count = (int)(keepFrom - _base);
        if (count > 0)
        {
            _input.Skip(count);
            _base += count;
        }
    }
}
