using System.Runtime.InteropServices;
using StreamServer.Inference.Runtime;

namespace StreamServer.Inference.Tts.Lm;

/// <summary>
/// Continuous batching on one thread: each round makes one token for every active row and takes at most one piece of one new prompt.
/// Plan (pure) → run → commit. <see cref="Submit"/> may be called from any thread.
/// </summary>
internal sealed partial class LmEngine : EngineLoop<LmRow>
{
    private readonly ILmModel _model;
    private readonly LmLimits _limits;
    private readonly WaitingLine _line;
    private readonly TimeProvider _time;
    private readonly LmMetrics _metrics;
    private readonly WaitPredictor _predictor;
    private readonly Action<List<LmRow>> _decode;
    private readonly Action<List<LmRow>> _prefill;

    // Everything below belongs to the engine's thread.
    private readonly List<LmRow> _rows = [];
    private readonly List<LmRow> _decoding = [];
    private readonly List<LmRow> _prefilling = [];
    private readonly Dictionary<string, int> _slotsOf = [];
    private readonly KvSlots _slots;
    private readonly Sampler _sampler;
    private readonly StepPlan _plan = new();
    private readonly float[] _scores;
    private readonly int[] _tokens;
    private readonly int[] _pasts;
    private LmRowView[] _views;

    private int _slotsUsed;

    /// <param name="model">Owned from now on.</param>
    /// <param name="limits">For the scheduler.</param>
    /// <param name="maxQueue">Requests that may wait for a slot.</param>
    /// <param name="mostChoices">Most legal tokens that a request may have.</param>
    /// <param name="time">Clock.</param>
    /// <param name="metrics">Counters.</param>
    /// <param name="log">Events of engines.</param>
    /// <param name="died">Called once, on the thread, when it can go on no more.</param>
    public LmEngine(
        ILmModel model,
        LmLimits limits,
        int maxQueue,
        int mostChoices,
        TimeProvider time,
        LmMetrics metrics,
        ILogger<LmEngine> log,
        Action<Exception> died)
        : base("lm-engine", "The language model", model, log, died)
    {
        (_model, _limits, _line, _time, _metrics) = (model, limits, new WaitingLine(maxQueue), time, metrics);
        (_decode, _prefill) = (Decode, Prefill);
        _slots = new KvSlots(model);
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

    /// <summary>How long a request that came now would wait for its first audio.</summary>
    public TimeSpan PredictFirstAudio() => _predictor.Predict(Waiting, SlotsUsed);

    /// <summary>A response was heard for the first time so long after its first token. Any thread.</summary>
    public void Sounded(TimeSpan duration) => _predictor.Sounded(duration, Math.Max(1, SlotsUsed));

    /// <summary>Hands a request over; its tokens arrive on <see cref="LmRequest.Tokens"/>.</summary>
    /// <exception cref="StreamException">The queue is full, or full of its owner's requests; the request can never fit in a slot, or the engine is dead.</exception>
    public void Submit(LmRequest request)
    {
        if (request.Prompt.Length + request.MaxTokens > _model.MaxLength)
        {
            throw new StreamException(
                StreamError.ClientTooLarge,
                $"A prompt of {request.Prompt.Length} tokens and an answer of {request.MaxTokens} do not fit in the model's {_model.MaxLength} tokens.");
        }

        if (!_line.TryEnter(request.Owner))
        {
            _metrics.Refused();
            throw new StreamException(StreamError.ServerBusy, $"{_line.Count} requests are waiting for the language model; try again later.");
        }

        if (Post(new LmRow(request, _time.GetTimestamp())) is { } reason)
        {
            _line.Leave(request.Owner);
            request.Tokens.Complete(reason);
        }
    }

    protected override void Admit(LmRow request)
    {
        _rows.Add(request);
        request.Cancellation = request.Request.Cancellation.UnsafeRegister(static engine => ((LmEngine)engine!).Signal(), this);
    }

    protected override bool Round()
    {
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

        LmScheduler.Plan(_views.AsSpan(0, _rows.Count), _slots.Free, _limits, _plan);
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

        foreach (LmRow row in _rows)
        {
            row.WasPaused = row.Phase == RowPhase.Decoding;
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
                _metrics.Cancelled(heldSlot: _rows[i].Slot >= 0);
                End(_rows[i], new OperationCanceledException(_rows[i].Request.Cancellation));
            }
        }
    }

    private void Publish()
    {
        Volatile.Write(ref _slotsUsed, _slots.Used);
        _metrics.Round(_slots.Used, Waiting);
    }

    private void CountSlotsByOwner()
    {
        _slotsOf.Clear();
        foreach (LmRow row in _rows)
        {
            if (row.Slot >= 0)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(_slotsOf, row.Request.Owner, out _)++;
            }
        }
    }

    private LmRowView ViewOf(LmRow row) => new(
        row.Phase,
        row.Request.Pace.SecondsAhead,
        row.Request.Pace.Unread,
        row.Request.Prompt.Length - row.Past,
        row.WasPaused,
        _slotsOf.GetValueOrDefault(row.Request.Owner));

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
        else
        {
            _line.Leave(row.Request.Owner);
        }

        _rows.Remove(row);
        row.Cancellation.Dispose();
        row.Request.Tokens.Complete(error);
    }
}
