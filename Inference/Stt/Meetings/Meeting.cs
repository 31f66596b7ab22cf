namespace StreamServer.Inference.Stt.Meetings;

/// <summary>Utterances of several sockets on one clock, which starts when the first of them opens. Thread-safe.</summary>
internal sealed class Meeting(TimeProvider time)
{
    /// <summary>About thirty hours of lively talk; older lines go.</summary>
    private const int MaxLines = 50_000;

    private readonly long _start = time.GetTimestamp();
    private readonly Lock _gate = new();

    // Guarded by the gate, in order of time.
    private readonly List<MeetingLine> _lines = [];
    private long _lastUse = time.GetTimestamp();

    /// <summary>Time since the last line or join.</summary>
    public TimeSpan Unused
    {
        get
        {
            lock (_gate)
            {
                return time.GetElapsedTime(_lastUse);
            }
        }
    }

    /// <summary>A socket joins now.</summary>
    /// <returns>Adds its utterances: seconds from the socket's first sample, channel, text.</returns>
    public MeetingSeat Join(string participant)
    {
        Touch();
        return new MeetingSeat(this, participant, time.GetElapsedTime(_start));
    }

    /// <summary>Every line in order of time.</summary>
    public IReadOnlyList<MeetingLine> Read()
    {
        lock (_gate)
        {
            return [.. _lines];
        }
    }

    /// <summary>Files a line at its time; utterances of different sockets arrive in any order.</summary>
    public void Add(MeetingLine line)
    {
        lock (_gate)
        {
            int index = _lines.Count;
            while (index > 0 && _lines[index - 1].At > line.At)
            {
                index--;
            }

            _lines.Insert(index, line);
            if (_lines.Count > MaxLines)
            {
                _lines.RemoveAt(0);
            }
        }

        Touch();
    }

    private void Touch()
    {
        lock (_gate)
        {
            _lastUse = time.GetTimestamp();
        }
    }
}
