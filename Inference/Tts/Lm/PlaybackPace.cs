namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// How much audio the client of one response holds: shared by all chunks of the response, and what every decision about it reads. The
/// engine's thread counts what it makes (<see cref="Produce"/>), the window decoder what has become sound (<see cref="Decode"/>), the
/// response's task what it offers and what is taken (<see cref="Offer"/>, <see cref="Accept"/>); anybody reads.
/// </summary>
/// <param name="clock">Clock.</param>
/// <param name="tokensPerSecond">Tokens that the client plays in a second.</param>
/// <param name="isPlayed">Somebody listens while it is made; false for an answer that is sent whole.</param>
internal sealed class PlaybackPace(TimeProvider clock, double tokensPerSecond, bool isPlayed = true)
{
    /// <summary>A gap is over when audio comes: nobody is later than this, however long he has waited.</summary>
    public const double MostLate = 0.5;

    /// <summary>A client whose socket was full holds at least this many seconds.</summary>
    private const double HeldByFullSocket = 1;

    /// <summary>A client who takes nothing for so long does not listen.</summary>
    private static readonly TimeSpan Stopped = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Blocked = TimeSpan.FromMilliseconds(50);

    private readonly long _submitted = clock.GetTimestamp();
    private long _started;
    private long _offered;
    private int _planned;
    private int _produced;
    private int _decoded;
    private int _taken;
    private TaskCompletionSource? _room;

    /// <summary>Tokens made whose audio has not been handed to the client.</summary>
    public int Unread => Volatile.Read(ref _produced) - Volatile.Read(ref _taken);

    /// <summary>It has had a slot: it is no newcomer any more.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>The client has begun to play.</summary>
    public bool IsPlaying => Volatile.Read(ref _started) != 0;

    /// <summary>Tokens that the next window of the codec gives.</summary>
    public int NextWindow { get; set; } = 12;

    /// <summary>Nothing better can be done than to begin although it will not come in time: it holds up nobody.</summary>
    public bool IsBestEffort { get; set; }

    /// <summary>Its client has taken nothing for long: what is promised to him is kept for him, and costs nobody else anything.</summary>
    public bool HasStopped
    {
        get
        {
            long offered = Volatile.Read(ref _offered);
            return offered != 0 && clock.GetElapsedTime(offered) > Stopped;
        }
    }

    /// <summary>Factor of real time at which the client plays tokens of the model.</summary>
    public double TokensPerSecond => tokensPerSecond;

    /// <summary>Seconds since the response was asked for.</summary>
    public double Waited => clock.GetElapsedTime(_submitted).TotalSeconds;

    /// <summary>Longest gap so far, in seconds.</summary>
    public double LongestGap { get; private set; }

    /// <summary>
    /// Seconds until the client has nothing left to play, counting what the language model has made. Before the first audio: minus the
    /// time it has waited, so that waiting makes urgent.
    /// </summary>
    public double SecondsAhead => IsPlaying ? Ahead(Volatile.Read(ref _produced)) : -Waited;

    /// <summary>The same, counting what is sound already.</summary>
    public double SoundAhead => IsPlaying ? Ahead(Volatile.Read(ref _decoded)) : -Waited;

    /// <summary>Seconds of playing that are still to be made into sound, by what is known of the text.</summary>
    public double SecondsLeft =>
        (Math.Max(0, Volatile.Read(ref _planned)) + Volatile.Read(ref _produced) - Volatile.Read(ref _decoded)) / tokensPerSecond;

    public int TokensDecoded => Volatile.Read(ref _decoded);

    /// <summary>Seconds of playing that have become sound.</summary>
    public double SecondsDecoded => Volatile.Read(ref _decoded) / tokensPerSecond;

    /// <summary>Sound that waits for the first audio to be let out, in seconds.</summary>
    public double SecondsHeld => (Volatile.Read(ref _decoded) - Volatile.Read(ref _taken)) / tokensPerSecond;

    /// <summary>Its first chunk has a slot.</summary>
    public void Begin() => HasBegun = true;

    /// <summary>So many more tokens are expected than was known; fewer when negative.</summary>
    public void Plan(int tokens) => Interlocked.Add(ref _planned, tokens);

    public void Produce()
    {
        Interlocked.Increment(ref _produced);
        Interlocked.Decrement(ref _planned);
    }

    /// <summary>So many tokens have become sound.</summary>
    public void Decode(int tokens) => Interlocked.Add(ref _decoded, tokens);

    /// <summary>What is sound goes to the client now: he plays, or plays on after a gap.</summary>
    public void Offer()
    {
        long now = clock.GetTimestamp();
        Volatile.Write(ref _offered, now);
        if (!isPlayed)
        {
            return;
        }

        if (_started == 0)
        {
            Volatile.Write(ref _started, now);
            return;
        }

        double gap = clock.GetElapsedTime(_started, now).TotalSeconds - (_taken / tokensPerSecond);
        if (gap > 0)
        {
            LongestGap = Math.Max(LongestGap, gap);
            Postpone(gap);
        }
    }

    /// <summary>The client's side has taken what was offered.</summary>
    public void Accept()
    {
        Volatile.Write(ref _taken, Volatile.Read(ref _decoded));
        if (IsPlaying && clock.GetElapsedTime(_offered) > Blocked)
        {
            // He had more than he could take all the while, and plays from that: the clock says less.
            Postpone(HeldByFullSocket - ((_taken / tokensPerSecond) - clock.GetElapsedTime(_started).TotalSeconds));
        }

        Volatile.Write(ref _offered, 0);
        Interlocked.Exchange(ref _room, null)?.TrySetResult();
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

    private double Ahead(int tokens)
    {
        double ahead = (tokens / tokensPerSecond) - clock.GetElapsedTime(Volatile.Read(ref _started)).TotalSeconds;
        long offered = Volatile.Read(ref _offered);
        if (offered != 0 && clock.GetElapsedTime(offered) > Blocked)
        {
            // A full socket is not one that runs dry.
            ahead = Math.Max(ahead, Unread / tokensPerSecond);
        }

        return Math.Max(ahead, -MostLate);
    }

    private void Postpone(double seconds)
    {
        if (seconds > 0)
        {
            Volatile.Write(ref _started, _started + (long)(seconds * clock.TimestampFrequency));
        }
    }
}
