using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace StreamServer.Inference.Stt.Meetings;

/// <summary>Utterances of several sockets on one clock, which starts when the first of them opens. Thread-safe.</summary>
internal sealed class Meeting(TimeProvider time, MeetingSpace space)
{
    /// <summary>About thirty hours of lively talk; older lines go.</summary>
    private const int MaxLines = 50_000;

    /// <summary>Lines that wait for one listener.</summary>
    private const int MaxUnheard = 1024;

    private readonly long _start = time.GetTimestamp();
    private readonly Lock _gate = new();

    // Guarded by the gate, in order of time.
    private readonly List<MeetingLine> _lines = [];
    private readonly List<ChannelWriter<MeetingLine>> _listeners = [];
    private long _lastUse = time.GetTimestamp();
    private int _seats;
    private bool _isForgotten;

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

    /// <summary>A socket is in it.</summary>
    public bool IsAttended => Volatile.Read(ref _seats) > 0;

    /// <summary>A socket joins now.</summary>
    /// <returns>Adds its utterances; dispose it when the socket is done.</returns>
    public MeetingSeat Join(string participant)
    {
        Touch();
        Interlocked.Increment(ref _seats);
        return new MeetingSeat(this, participant, time.GetElapsedTime(_start));
    }

    public void Leave()
    {
        Touch();
        Interlocked.Decrement(ref _seats);
    }

    /// <summary>Gives back what it holds; nothing is added any more.</summary>
    public void Forget()
    {
        lock (_gate)
        {
            _isForgotten = true;
            space.Add(-_lines.Sum(SizeOf));
            _lines.Clear();
            foreach (ChannelWriter<MeetingLine> listener in _listeners)
            {
                listener.TryComplete();
            }
        }
    }

    /// <summary>Time of the meeting at a timestamp; zero before it began.</summary>
    public TimeSpan TimeOf(long timestamp) => timestamp <= _start ? TimeSpan.Zero : time.GetElapsedTime(_start, timestamp);

    /// <summary>Hears the lines that are there, and then each as it comes, until the meeting is forgotten. It counts as a use.</summary>
    /// <param name="cancellation">Ends it.</param>
    public async IAsyncEnumerable<MeetingLine> FollowAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        // A listener that does not keep up loses lines, and the meeting nothing.
        Channel<MeetingLine> channel = Channel.CreateBounded<MeetingLine>(
            new BoundedChannelOptions(MaxUnheard) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });
        MeetingLine[] before;
        lock (_gate)
        {
            before = [.. _lines];
            if (_isForgotten)
            {
                yield break;
            }

            _listeners.Add(channel.Writer);
        }

        try
        {
            foreach (MeetingLine line in before)
            {
                yield return line;
            }

            await foreach (MeetingLine line in channel.Reader.ReadAllAsync(cancellation))
            {
                yield return line;
            }
        }
        finally
        {
            lock (_gate)
            {
                _listeners.Remove(channel.Writer);
            }
        }
    }

    /// <summary>Every line in order of time.</summary>
    public IReadOnlyList<MeetingLine> Read()
    {
        lock (_gate)
        {
            return [.. _lines];
        }
    }

    /// <summary>
    /// Files a line at its time; utterances of different sockets arrive in any order. Where there is no room its own oldest go.
    /// </summary>
    public void Add(MeetingLine line)
    {
        lock (_gate)
        {
            if (_isForgotten)
            {
                return;
            }

            int index = _lines.Count;
            while (index > 0 && _lines[index - 1].At > line.At)
            {
                index--;
            }

            _lines.Insert(index, line);
            space.Add(SizeOf(line));
            foreach (ChannelWriter<MeetingLine> listener in _listeners)
            {
                listener.TryWrite(line);
            }

            while (_lines.Count > MaxLines || (space.IsFull && _lines.Count > 1))
            {
                space.Add(-SizeOf(_lines[0]));
                _lines.RemoveAt(0);
            }
        }

        Touch();
    }

    private static long SizeOf(MeetingLine line) => line.Participant.Length + line.Text.Length;

    private void Touch()
    {
        lock (_gate)
        {
            _lastUse = time.GetTimestamp();
        }
    }
}
