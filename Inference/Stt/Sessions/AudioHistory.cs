using StreamServer.Inference.Stt.Features;

namespace StreamServer.Inference.Stt.Sessions;

/// <summary>
/// The recent audio of one stream by sample position. Slices that were handed to jobs are never written to again: once a
/// slice is out, making room means a new array. Not thread-safe.
/// </summary>
internal sealed class AudioHistory
{
    private const int MinCapacity = 4 * FbankSpec.SampleRate;

    private float[] _buffer = new float[MinCapacity];
    private int _count;
    private long _first;
    private bool _isShared;

    /// <summary>Position after the last sample.</summary>
    public long End => _first + _count;

    /// <summary>Adds samples; what is older than <paramref name="neededFrom"/> may go.</summary>
    public void Append(ReadOnlySpan<float> samples, long neededFrom)
    {
        if (_buffer.Length - _count < samples.Length)
        {
            MakeRoom(samples.Length, neededFrom);
        }

        samples.CopyTo(_buffer.AsSpan(_count));
        _count += samples.Length;
    }

    /// <summary>Samples [start, end), valid until the next <see cref="Append"/>.</summary>
    public ReadOnlyMemory<float> Peek(long start, long end) => _buffer.AsMemory((int)(start - _first), (int)(end - start));

    /// <summary>Samples [start, end), valid for good.</summary>
    public ReadOnlyMemory<float> Share(long start, long end)
    {
        _isShared = true;
        return Peek(start, end);
    }

    /// <summary>Forgets everything and goes on at <paramref name="position"/>.</summary>
    public void Restart(long position)
    {
        if (_isShared)
        {
            _buffer = new float[MinCapacity];
            _isShared = false;
        }

        (_first, _count) = (position, 0);
    }

    private void MakeRoom(int samples, long neededFrom)
    {
        int drop = (int)Math.Clamp(neededFrom - _first, 0, _count);
        int keep = _count - drop;
        float[] target = _buffer;
        if (_isShared || keep + samples > _buffer.Length / 2)
        {
            target = new float[Math.Max(MinCapacity, 2 * (keep + samples))];
            _isShared = false;
        }

        _buffer.AsSpan(drop, keep).CopyTo(target);
        _buffer = target;
        _first += drop;
        _count = keep;
    }
}
