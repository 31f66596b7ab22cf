namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// How much audio the client of one response holds, for the scheduler: shared by all chunks of the response. Written by the
/// engine (produced) and the response's task (taken, started); read by the engine.
/// </summary>
internal sealed class PlaybackPace(TimeProvider clock, double tokensPerSecond)
{
    private readonly long _submitted = clock.GetTimestamp();
    private long _started;
    private int _produced;
    private int _taken;
    private TaskCompletionSource? _room;

    /// <summary>Tokens made whose audio has not been handed to the client.</summary>
    public int Unread => Volatile.Read(ref _produced) - Volatile.Read(ref _taken);

    /// <summary>
    /// Seconds until the client has nothing left to play. Before the first audio: minus the time it has waited, so that
    /// waiting makes urgent.
    /// </summary>
    public double SecondsAhead
    {
        get
        {
            long started = Volatile.Read(ref _started);
            return started == 0
                ? -clock.GetElapsedTime(_submitted).TotalSeconds
                : (Volatile.Read(ref _produced) / tokensPerSecond) - clock.GetElapsedTime(started).TotalSeconds;
        }
    }

    /// <summary>The client got its first audio: from now on it plays.</summary>
    public void Start()
    {
        if (_started == 0)
        {
            Volatile.Write(ref _started, clock.GetTimestamp());
        }
    }

    public void Produce() => Interlocked.Increment(ref _produced);

    /// <summary>The audio of so many tokens was handed to the client.</summary>
    public void Take(int tokens)
    {
        Interlocked.Add(ref _taken, tokens);
        Interlocked.Exchange(ref _room, null)?.SetResult();
    }

    /// <summary>Waits until fewer than <paramref name="limit"/> tokens are unread: a slow reader then holds no slot. One waiter.</summary>
    public async Task WaitForRoomAsync(int limit, CancellationToken cancellation)
    {
        while (Unread >= limit)
        {
            TaskCompletionSource room = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _room, room);

            // Taken between the check and the write: nobody else would wake us.
            if (Unread >= limit)
            {
                await room.Task.WaitAsync(cancellation);
            }
        }
    }
}
