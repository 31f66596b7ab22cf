namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// Every response that is being made, and what the machine has been measured to make: who may begin is decided here. Thread-safe.
/// </summary>
/// <param name="slots">Rows of the largest step.</param>
/// <param name="tokensPerSecond">Tokens of a second of audio.</param>
/// <param name="maxUnread">Tokens unread from which on a response is not worked on.</param>
/// <param name="time">Clock.</param>
/// <param name="context">Tokens that a window of the codec decodes on each side beside those that it gives.</param>
internal sealed class PlaybackBoard(int slots, double tokensPerSecond, int maxUnread, TimeProvider time, int context = 0)
{
    /// <summary>Characters a second of a usual reader, until the model's own voice is known.</summary>
    private const double UsualPace = 14;

    /// <summary>Responses that play for each slot: while one holds enough, another's chunk is made.</summary>
    private const int PlayingPerSlot = 2;

    /// <summary>Share of what the machine makes below which there is room.</summary>
    private const double Roomy = 0.4;

    private const int FirstWindow = 12;

    private const double Weight = 0.05;

    private readonly Lock _gate = new();

    // Guarded by the gate.
    private readonly List<PlaybackPace> _responses = [];
    private PlaybackView[] _views = new PlaybackView[64];
    private double _tokensPerChar = tokensPerSecond / UsualPace;
    private double _seconds;

    public SpeechCapacity Capacity { get; } = new(slots, tokensPerSecond, time, context);

    /// <summary>Responses that are being made.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _responses.Count;
            }
        }
    }

    public void Add(PlaybackPace pace)
    {
        lock (_gate)
        {
            _responses.Add(pace);
        }
    }

    /// <summary>It is at its end.</summary>
    /// <param name="pace">Was added.</param>
    /// <param name="seconds">Audio that it had; 0 when it was broken off.</param>
    public void Remove(PlaybackPace pace, double seconds)
    {
        lock (_gate)
        {
            _responses.Remove(pace);
            if (seconds > 0)
            {
                _seconds = _seconds == 0 ? seconds : _seconds + (Weight * (seconds - _seconds));
            }
        }
    }

    /// <summary>Tokens that a text of so many characters is expected to take.</summary>
    public int Expect(int characters)
    {
        lock (_gate)
        {
            return (int)(characters * _tokensPerChar) + 1;
        }
    }

    /// <summary>A text took so many tokens.</summary>
    public void Learn(int characters, int tokens)
    {
        lock (_gate)
        {
            _tokensPerChar += Weight * (((double)tokens / Math.Max(1, characters)) - _tokensPerChar);
        }
    }

    /// <summary>Whether one more may be worked on; see <see cref="PlaybackRule"/>.</summary>
    public bool MayStart(double speed = 1)
    {
        lock (_gate)
        {
            (int playing, int working, _) = Look(null);

            // Each of those that play needs a slot again and again, for its next chunk.
            return playing < PlayingPerSlot * slots && PlaybackRule.MayStart(_views.AsSpan(0, playing), speed, working, Capacity);
        }
    }

    /// <summary>Whether a response whose first sound is held back may begin to play.</summary>
    public bool MayPlay(PlaybackPace pace)
    {
        lock (_gate)
        {
            (int playing, int working, int waiting) = Look(pace);

            // Who waits in the line will share the machine before this one is made.
            working = Math.Max(working, Math.Min(slots, working + waiting));
            PlaybackView view = ViewOf(pace) with { Ahead = pace.SecondsHeld };
            return PlaybackRule.MayPlay(view, _views.AsSpan(0, playing), working, Capacity);
        }
    }

    /// <summary>
    /// Whether all that are here, were they all to play, would need so little of what is made that newcomers can go before the next chunks
    /// of those that play: then who comes hears something early, and nobody's gap comes near.
    /// </summary>
    public bool IsRoomy
    {
        get
        {
            lock (_gate)
            {
                return _responses.Count <= Roomy * Capacity.Of(Math.Min(slots, _responses.Count));
            }
        }
    }

    /// <summary>A response that is worked on alone would still not be made as fast as it is heard, or not with those that are.</summary>
    public bool IsTooSlow
    {
        get
        {
            lock (_gate)
            {
                int working = Math.Max(1, Look(null).Working);
                return PlaybackRule.Margin * Capacity.Of(working) / working < 1;
            }
        }
    }

    /// <summary>How long the first sound of one more of the usual length would be held back: until the rest comes in time.</summary>
    public TimeSpan PredictHold()
    {
        lock (_gate)
        {
            int working = Math.Min(slots, _responses.Count(pace => pace.SecondsLeft > 0 && pace.Unread < maxUnread) + 1);
            double first = Capacity.WindowSeconds(FirstWindow, 0, double.MaxValue, working);
            double whole = PlaybackRule.Shortfall(new PlaybackView(Capacity.Jitter, _seconds, 1, FirstWindow), working, Capacity);
            return TimeSpan.FromSeconds(Math.Max(0, whole - first));
        }
    }

    private PlaybackView ViewOf(PlaybackPace pace) =>
        new(0, pace.SecondsLeft, pace.TokensPerSecond / tokensPerSecond, pace.NextWindow, pace.TokensDecoded);

    /// <summary>
    /// Fills the views of those that play, and counts those that are worked on: not in the line, and not far ahead of their reader.
    /// </summary>
    private (int Playing, int Working, int Waiting) Look(PlaybackPace? own)
    {
        if (_views.Length < _responses.Count)
        {
            _views = new PlaybackView[2 * _responses.Count];
        }

        int playing = 0;
        int working = 0;
        int waiting = 0;
        foreach (PlaybackPace pace in _responses)
        {
            double left = pace.SecondsLeft;
            working += pace == own || (pace.HasBegun && left > 0 && pace.Unread < maxUnread) ? 1 : 0;
            waiting += pace.HasBegun ? 0 : 1;
            if (pace.IsPlaying && left > 0 && !pace.IsBestEffort && !pace.HasStopped && pace != own)
            {
                _views[playing++] = ViewOf(pace) with { Ahead = pace.SoundAhead };
            }
        }

        return (playing, working, waiting);
    }
}
