using System.Runtime.InteropServices;
using StreamServer.Inference.Runtime;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// Continuous batching on one thread: each round makes one token for every active row and takes at most one piece of one new prompt.
/// Plan (pure) → run → commit. <see cref="Submit"/> may be called from any thread.
/// </summary>
internal sealed partial class LmEngine : EngineLoop<LmRow>
{
    private const int MeasuredSteps = 3;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly ILmModel _model;
    private readonly LmLimits _limits;
    private readonly WaitingLine _line;
    private readonly TimeProvider _time;
    private readonly LmMetrics _metrics;
    private readonly WaitPredictor _predictor;
    private readonly Action<List<LmRow>> _decode;
    private readonly Action<List<LmRow>> _prefill;
    private readonly PlaybackBoard _board;

    // Everything below belongs to the engine's thread.
    private readonly List<LmRow> _rows = [];
    private readonly List<LmRow> _decoding = [];
    private readonly List<LmRow> _prefilling = [];
    private readonly Dictionary<string, OwnerShare> _owners = [];
    private readonly KvSlots _slots;
    private readonly Sampler _sampler;
    private readonly StepPlan _plan = new();
    private readonly float[] _scores;
    private readonly int[] _tokens;
    private readonly int[] _pasts;
    private LmRowView[] _views;

    private long _served;
    private int _slotsUsed;

    /// <param name="model">Owned from now on.</param>
    /// <param name="limits">For the scheduler.</param>
    /// <param name="board">Of the responses; it is told how long rounds take.</param>
    /// <param name="maxQueue">Requests that may wait for a slot.</param>
    /// <param name="mostChoices">Most legal tokens that a request may have.</param>
    /// <param name="time">Clock.</param>
    /// <param name="metrics">Counters.</param>
    /// <param name="log">Events of engines.</param>
    /// <param name="died">Called once, on the thread, when it can go on no more.</param>
    public LmEngine(
        ILmModel model,
        LmLimits limits,
        PlaybackBoard board,
        int maxQueue,
        int mostChoices,
        TimeProvider time,
        LmMetrics metrics,
        ILogger<LmEngine> log,
        Action<Exception> died)
        : base("lm-engine", "The language model", model, log, died)
    {
        (_model, _limits, _board, _line, _time, _metrics) = (model, limits, board, new WaitingLine(maxQueue), time, metrics);
        (_decode, _prefill) = (Decode, Prefill);
        _slots = new KvSlots(model);
        metrics.HasSlots(model.Slots);
        _predictor = new WaitPredictor(model.Slots);
        _sampler = new Sampler(mostChoices);
        _scores = new float[mostChoices];
        _tokens = new int[model.Slots];
        _pasts = new int[model.Slots];
        _views = new LmRowView[model.Slots + maxQueue];
    }

    /// <summary>Requests without a slot.</summary>
    public int Waiting => _line.Count;

    public int SlotsUsed => Volatile.Read(ref _slotsUsed);

    public int MaxLength => _model.MaxLength;

    public PlaybackBoard Board => _board;

    /// <summary>How long a request of this owner's that came now would wait for its first audio.</summary>
    public TimeSpan PredictFirstAudio(string owner) => _predictor.Predict(_line.Before(owner), SlotsUsed) + _board.PredictHold();

    /// <summary>A response was heard for the first time so long after its first token. Any thread.</summary>
    public void Sounded(TimeSpan duration) => _predictor.Sounded(duration, Math.Max(1, SlotsUsed));

    /// <summary>
    /// Times steps of one, two, four … rows, so that it is known how they grow before anybody waits. Before
    /// <see cref="EngineLoop{T}.Start"/>.
    /// </summary>
    public void Measure()
    {
        for (int rows = 1; ; rows = Math.Min(2 * rows, _model.Slots))
        {
            TimeSpan best = TimeSpan.MaxValue;
            for (int i = 0; i < MeasuredSteps; i++)
            {
                long start = _time.GetTimestamp();
                _model.Decode(_tokens.AsSpan(0, rows), _pasts.AsSpan(0, rows));
                TimeSpan duration = _time.GetElapsedTime(start);
                best = duration < best ? duration : best;
            }

            _board.Capacity.Prime(rows, best);
            if (rows == _model.Slots)
            {
                return;
            }
        }
    }

    /// <summary>Hands a request over; its tokens arrive on <see cref="LmRequest.Tokens"/>.</summary>
    /// <exception cref="StreamException">The queue is full, or full of its owner's requests; the request can never fit in a slot, or the
    /// engine is dead.</exception>
    public void Submit(LmRequest request)
    {
        if (request.Prompt.Length + request.MaxTokens > _model.MaxLength)
        {
            throw new StreamException(
                StreamError.ClientTooLarge,
                $"A prompt of {request.Prompt.Length} tokens and an answer of {request.MaxTokens} do not fit in the model's "
                    + $"{_model.MaxLength} tokens.");
        }

        if (!_line.TryEnter(request.Owner))
        {
            _metrics.Refused();
            throw new StreamException(StreamError.ServerBusy,
                $"{_line.Count} requests are waiting for the language model; try again later.");
        }

        if (Post(new LmRow(request, _time.GetTimestamp())) is { } reason)
        {
            _line.Leave(request.Owner);
            request.Tokens.Complete(reason);
        }
    }

    /// <summary>Who waits for a slot may get one because time has passed: a pause has lasted, a client has played.</summary>
    protected override TimeSpan Patience => _rows.Count > _slots.Used ? Look : Timeout.InfiniteTimeSpan;

    protected override void Admit(LmRow request)
    {
        _rows.Add(request);
        request.Cancellation = request.Request.Cancellation.UnsafeRegister(static engine => ((LmEngine)engine!).Signal(), this);
    }

    protected override bool Round()
    {
        long start = _time.GetTimestamp();
        FreeCancelled();
        LmInvariants.Check(_rows, _slots, _model);

        if (_views.Length < _rows.Count)
        {
            Array.Resize(ref _views, _rows.Count * 2);
        }

        CountSlotsByOwner();
        for (int i = 0; i < _rows.Count; i++)
        {
            _views[i] = ViewOf(_rows[i]);
        }

        LmScheduler.Plan(
            _views.AsSpan(0, _rows.Count), _slots.Free, Waiting == 0 || _board.MayStart(), Waiting > 0 && _board.IsRoomy,
            _board.Capacity.Jitter, _limits, _plan);
        if (_plan.IsEmpty)
        {
            Publish();
            return false;
        }

        // Both rows and plan are read before either commits: a row that ends changes the indices.
        _prefilling.Clear();
        if (_plan.Prefill >= 0)
        {
            _prefilling.Add(_rows[_plan.Prefill]);
        }

        _decoding.Clear();
        foreach (int index in _plan.Decode)
        {
            _decoding.Add(_rows[index]);
        }

        LmRow? evicted = _plan.Evict >= 0 ? _rows[_plan.Evict] : null;
        foreach (LmRow row in _rows)
        {
            row.WasPaused = row.Phase == RowPhase.Decoding;
        }

        if (evicted is not null)
        {
            Evict(evicted);
        }

        if (_decoding.Count > 0)
        {
            RunBatch(_decoding, _decode);
        }

        if (_prefilling.Count > 0)
        {
            Rent(_prefilling[0]);
            RunBatch(_prefilling, _prefill);
        }

        if (_decoding.Count > 0)
        {
            _board.Capacity.Stepped(_decoding.Count, _time.GetElapsedTime(start));
        }

        Publish();
        return true;
    }

    protected override void Fail(LmRow request, StreamException reason) => End(request, reason);

    protected override void FailAll(StreamException reason)
    {
        while (_rows.Count > 0)
        {
            End(_rows[^1], reason);
        }

        Publish();
    }

    protected override void Lose(LmRow request, Exception cause)
    {
        _metrics.Failed(1);
        base.Lose(request, cause);
    }

    /// <summary>A step in which every slot sits out: each writes where its own next token will overwrite.</summary>
    protected override void CheckUp()
    {
        for (int slot = 0; slot < _model.Slots; slot++)
        {
            (_tokens[slot], _pasts[slot]) = (0, _slots[slot]?.Past ?? 0);
        }

        _model.Decode(_tokens, _pasts);
    }

    private void FreeCancelled()
    {
        for (int i = _rows.Count - 1; i >= 0; i--)
        {
            if (_rows[i].Request.Cancellation.IsCancellationRequested)
            {
                if (_rows[i].Slot >= 0)
                {
                    _metrics.Freed();
                }

                End(_rows[i], new OperationCanceledException(_rows[i].Request.Cancellation));
            }
        }
    }

    private void Publish()
    {
        Volatile.Write(ref _slotsUsed, _slots.Used);
        (int active, int waiting, int paused) = (0, 0, 0);
        foreach (LmRow row in _rows)
        {
            (active, waiting, paused) = row.IsInLine ? (active, waiting + 1, paused)
                : row.WasPaused || row.IsEvicted ? (active, waiting, paused + 1)
                : (active + 1, waiting, paused);
        }

        _metrics.Round(_slots.Used, active, waiting, paused);
    }

    /// <summary>Slots of each owner who has rows; who has none is forgotten, and comes back as one who was never served.</summary>
    private void CountSlotsByOwner()
    {
        foreach (string owner in _owners.Keys)
        {
            CollectionsMarshal.GetValueRefOrNullRef(_owners, owner) = _owners[owner] with { Rows = 0, Slots = 0 };
        }

        foreach (LmRow row in _rows)
        {
            ref OwnerShare share = ref CollectionsMarshal.GetValueRefOrAddDefault(_owners, row.Request.Owner, out _);
            share = share with { Rows = share.Rows + 1, Slots = share.Slots + (row.Slot >= 0 ? 1 : 0) };
        }

        foreach ((string owner, OwnerShare share) in _owners)
        {
            if (share.Rows == 0)
            {
                // Removing is allowed while a dictionary is walked.
                _owners.Remove(owner);
            }
        }
    }

    private LmRowView ViewOf(LmRow row)
    {
        PlaybackPace pace = row.Request.Pace;
        bool isPlaying = pace.IsPlaying;
        double ahead = pace.SecondsAhead;
        int unread = pace.Unread;
        OwnerShare owner = _owners[row.Request.Owner];
        return new LmRowView(
            row.Phase,
            isPlaying && pace.IsBestEffort ? Math.Max(ahead, _limits.FarAhead / 2) : ahead,
            unread,
            row.Request.Prompt.Length - row.Past,
            row.WasPaused,
            owner.Slots)
        {
            IsPlaying = isPlaying,
            PausedFor = row.Phase == RowPhase.Decoding ? _time.GetElapsedTime(row.LastToken).TotalSeconds : 0,
            IsResting = row.IsEvicted && unread >= _limits.MaxUnread / 2 && (!isPlaying || ahead > ReturnsAt(row)),
            OwnerServed = owner.Served,
        };
    }

    /// <summary>Seconds that a client still has to hold when the cache of his row begins to be filled again.</summary>
    private double ReturnsAt(LmRow row) => _limits.Lead + (1.5 * row.Drawn * _board.Capacity.RoundSeconds(_model.Slots));

    /// <summary>Takes the row out of the engine and completes its stream; the second call does nothing.</summary>
    private void End(LmRow row, Exception? error)
    {
        if (row.IsEnded)
        {
            return;
        }

        row.IsEnded = true;
        if (row.Slot >= 0)
        {
            _slots.Return(row);
            _predictor.Held(_time.GetElapsedTime(row.Rented), Math.Max(1, SlotsUsed));
        }

        if (row.IsInLine)
        {
            _line.Leave(row.Request.Owner);
        }
        else
        {
            _line.Stop(row.Request.Owner);
        }

        _rows.Remove(row);
        row.Cancellation.Dispose();
        row.Request.Tokens.Complete(error);
    }

    /// <param name="Rows">Requests in the engine.</param>
    /// <param name="Slots">Those of them that have a slot.</param>
    /// <param name="Served">Number of the slot that was given last; 0 for none.</param>
    private readonly record struct OwnerShare(int Rows, int Slots, long Served);
}
