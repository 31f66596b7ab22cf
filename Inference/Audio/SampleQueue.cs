namespace StreamServer.Inference.Audio;

/// <summary>
/// First in, first out store of samples whose unread part is always one contiguous span. Grows to the largest backlog it has
/// seen and allocates nothing after that. Not thread-safe.
/// </summary>
internal sealed class SampleQueue(int capacity = 1024)
{
    private float[] _buffer = new float[capacity];
    private int _start;
    private int _end;

    /// <summary>Samples that wait.</summary>
    public int Count => _end - _start;

    /// <summary>All that waits, oldest first. Valid until the next call that adds.</summary>
    public ReadOnlySpan<float> Unread => _buffer.AsSpan(_start, Count);

    public void Push(ReadOnlySpan<float> samples)
    {
        samples.CopyTo(Reserve(samples.Length));
        Commit(samples.Length);
    }

    public void PushSilence(int count)
    {
        Reserve(count)[..count].Clear();
        Commit(count);
    }

    /// <summary>Room for at least <paramref name="count"/> more samples, which <see cref="Commit"/> then adds.</summary>
    public Span<float> Reserve(int count)
    {
        if (_buffer.Length - _end < count)
        {
            MakeRoom(count);
        }

        return _buffer.AsSpan(_end);
    }

    public void Commit(int count) => _end += count;

    public void Skip(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count);
        _start += count;
        if (_start == _end)
        {
            _start = _end = 0;
        }
    }

    /// <summary>Moves as many samples as there are and as fit; returns how many.</summary>
    public int Pull(Span<float> destination)
    {
        int count = Math.Min(destination.Length, Count);
        Unread[..count].CopyTo(destination);
        Skip(count);
        return count;
    }

    public void Clear() => _start = _end = 0;

    private void MakeRoom(int count)
    {
        int waiting = Count;
        // Sliding is paid for only when at least half of the buffer is free: otherwise small pushes would slide each time.
        bool slides = waiting + count <= _buffer.Length && waiting <= _buffer.Length / 2;
        float[] target = slides ? _buffer : new float[Math.Max(_buffer.Length * 2, waiting + count)];
        Unread.CopyTo(target);
        _buffer = target;
        _start = 0;
        _end = waiting;
    }
}
