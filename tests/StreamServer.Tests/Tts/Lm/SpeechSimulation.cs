using Microsoft.Extensions.Time.Testing;
using StreamServer.Inference.Tts.Codec;
using StreamServer.Inference.Tts.Lm;
using StreamServer.Models.Manifest;

namespace StreamServer.Tests.Tts.Lm;

/// <summary>
/// Speech in virtual time: the real scheduler, rules, paces, windows and predictor over a machine whose every run takes what
/// <see cref="SpeechMachine"/> says. Language model and codec run beside each other, as their threads do.
/// </summary>
internal sealed class SpeechSimulation
{
    private const int Slots = 16;
    private const int TokensPerSecond = 50;
    private const int MaxUnread = 600;
    private const int Prompt = 90;
    private const double MaxFirstAudio = 10;
    private const double Look = 0.05;

    private static readonly LmLimits Limits = new(64, MaxUnread, FarAhead: 1.5, Guard: 0.25);

    private readonly FakeTimeProvider _clock = new();
    private readonly SpeechMachine _machine;
    private readonly bool _isRuled;
    private readonly PlaybackBoard _board;
    private readonly WaitingLine _line = new(100_000);
    private readonly WaitPredictor _predictor = new(Slots);
    private readonly WindowPlan _windows;
    private readonly List<SimulatedResponse> _live = [];
    private readonly List<SimulatedResponse> _rows = [];
    private readonly Dictionary<string, long> _served = [];
    private readonly StepPlan _plan = new();
    private readonly PriorityQueue<Action, double> _events = new();
    private readonly long _origin;
    private bool _lmRuns;
    private bool _codecRuns;
    private long _turns;
    private int _slots;

    /// <param name="machine">What runs take.</param>
    /// <param name="isRuled">False lets everybody in and out at once, as without the rule.</param>
    public SpeechSimulation(SpeechMachine machine, bool isRuled = true)
    {
        (_machine, _isRuled) = (machine, isRuled);
        _windows = new WindowPlan(new CodecSpec { LeftContext = machine.Context, RightContext = machine.Context }, 12, 96, isPlayed: true);
        _board = new PlaybackBoard(Slots, TokensPerSecond, MaxUnread, _clock, machine.Context);
        _origin = _clock.GetTimestamp();
        for (int rows = 1; rows <= Slots; rows *= 2)
        {
            _board.Capacity.Prime(rows, TimeSpan.FromSeconds(machine.Step + (machine.Row * rows)));
        }
    }

    public List<SimulatedResponse> Done { get; } = [];

    public int Refused { get; private set; }

    /// <summary>Those who were let in, and then told that there is no room.</summary>
    public int Lost { get; private set; }

    /// <summary>Seconds since the start.</summary>
    public double Now => _clock.GetElapsedTime(_origin).TotalSeconds;

    /// <summary>Share of those that were let in and heard something whose longest gap is at most 50 ms.</summary>
    public double C50(string? owner = null)
    {
        SimulatedResponse[] heard = [.. Done.Where(one => one.IsPlayed && (owner is null || one.Owner == owner))];
        return heard.Length == 0 ? 1 : heard.Count(one => one.LongestGap <= 0.05) / (double)heard.Length;
    }

    public void At(double seconds, Action action) => _events.Enqueue(action, seconds);

    /// <summary>So many callers at once, each of whom asks again when he has his answer, until so many have been asked for.</summary>
    public void AddCallers(int callers, int requests, Func<int, SimulatedResponse> make, double at = 0)
    {
        int asked = 0;
        for (int caller = 0; caller < callers; caller++)
        {
            At(at, Ask);
        }

        void Ask()
        {
            if (asked < requests)
            {
                SimulatedResponse response = make(asked++);
                response.Ended = () => At(Now, Ask);
                Enter(response);
            }
        }
    }

    public void Enter(SimulatedResponse response)
    {
        bool isIdle = _slots + _line.Count == 0;
        TimeSpan predicted = _predictor.Predict(_line.Before(response.Owner), _slots) + (_isRuled ? _board.PredictHold() : TimeSpan.Zero);
        if (!isIdle && predicted.TotalSeconds > MaxFirstAudio)
        {
            // He comes back when he was told to.
            Refused++;
            At(Now + Math.Max(1, predicted.TotalSeconds - MaxFirstAudio), () => Enter(response));
            return;
        }

        response.Begin(_clock, Now);
        response.Pace.Plan(response.Chunks.Sum());
        _board.Add(response.Pace);
        _live.Add(response);
        SubmitNext(response);
    }

    /// <summary>Runs until nothing happens any more, or until so many seconds have passed.</summary>
    public void Run(double limit)
    {
        while (_events.TryPeek(out _, out double at) && at <= limit)
        {
            Action action = _events.Dequeue();
            if (at > Now)
            {
                _clock.Advance(TimeSpan.FromSeconds(at - Now));
            }

            action();
            StartRound();
            StartCodec();
        }
    }

    /// <summary>The next chunk goes to the language model when the one before is made and the client has taken enough.</summary>
    private void SubmitNext(SimulatedResponse response)
    {
        if (response.Row < response.Chunks.Length - 1 && response.IsRowDone && (response.Row < 0 || response.Pace.Unread < MaxUnread))
        {
            response.StartRow(Prompt);
            _line.TryEnter(response.Owner);
            response.IsInLine = true;
            _rows.Add(response);
        }
    }

    private void StartRound()
    {
        if (_lmRuns)
        {
            return;
        }

        LmRowView[] views = [.. _rows.Select(ViewOf)];
        bool mayStart = !_isRuled || _line.Count == 0 || _board.MayStart();
        LmScheduler.Plan(views, Slots - _slots, mayStart, _isRuled && _board.IsRoomy, _isRuled ? _board.Capacity.Jitter : 0, Limits, _plan);
        SimulatedResponse? evicted = _plan.Evict >= 0 ? _rows[_plan.Evict] : null;
        SimulatedResponse[] decoded = [.. _plan.Decode.Select(index => _rows[index])];
        SimulatedResponse? prefilled = _plan.Prefill >= 0 ? _rows[_plan.Prefill] : null;
        int tokens = _plan.PrefillTokens;
        if (_plan.IsEmpty)
        {
            if (_rows.Count > _slots)
            {
                Again();
            }

            return;
        }

        foreach (SimulatedResponse row in _rows)
        {
            row.WasPaused = row.Phase == RowPhase.Decoding;
        }

        if (evicted is not null)
        {
            evicted.Evict();
            _slots--;
        }

        if (prefilled is { Phase: RowPhase.Waiting })
        {
            Rent(prefilled);
        }

        double start = Now;
        double duration = (decoded.Length > 0 ? _machine.Step + (_machine.Row * decoded.Length) : 0) + (_machine.PromptToken * tokens);
        _lmRuns = true;
        At(Now + Math.Max(duration, 1e-5), () =>
        {
            _lmRuns = false;
            foreach (SimulatedResponse row in decoded)
            {
                row.WasPaused = false;
                row.LastToken = Now;
                if (row.Step() && row.IsRowDone)
                {
                    EndRow(row);
                }
            }

            if (prefilled is not null)
            {
                prefilled.LastToken = Now;
                bool wasEvicted = prefilled.IsEvicted;
                if (prefilled.Prefill(tokens))
                {
                    if (!wasEvicted)
                    {
                        _predictor.Prompted(TimeSpan.FromSeconds(Now - prefilled.Rented));
                    }

                    if (prefilled.IsRowDone)
                    {
                        EndRow(prefilled);
                    }
                }
            }

            if (decoded.Length > 0)
            {
                _board.Capacity.Stepped(decoded.Length, TimeSpan.FromSeconds(Now - start));
            }
        });
    }

    private void Again() => At(Now + Look, () => { });

    private void Rent(SimulatedResponse row)
    {
        row.Phase = RowPhase.Prefilling;
        _slots++;
        if (row.IsInLine)
        {
            row.IsInLine = false;
            row.Rented = Now;
            row.Pace.Begin();
            _served[row.Owner] = ++_turns;
            _line.Start(row.Owner);
        }
    }

    private void EndRow(SimulatedResponse row)
    {
        _predictor.Held(TimeSpan.FromSeconds(Now - row.Rented), Math.Max(1, _slots));
        _slots--;
        _line.Stop(row.Owner);
        _rows.Remove(row);
        if (!_rows.Exists(other => other.Owner == row.Owner))
        {
            _served.Remove(row.Owner);
        }

        SubmitNext(row);
    }

    private LmRowView ViewOf(SimulatedResponse row)
    {
        bool isPlaying = row.Pace.IsPlaying;
        double ahead = row.Pace.SecondsAhead;
        double returnsAt = Limits.Lead + (1.5 * row.Drawn * _board.Capacity.RoundSeconds(Slots));
        return new LmRowView(
            row.Phase,
            isPlaying && row.Pace.IsBestEffort ? Math.Max(ahead, Limits.FarAhead / 2) : ahead,
            row.Pace.Unread,
            row.PromptLeft,
            row.WasPaused,
            _rows.Count(other => other.Owner == row.Owner && other.Phase != RowPhase.Waiting))
        {
            IsPlaying = isPlaying,
            OwnerServed = _served.GetValueOrDefault(row.Owner),
            PausedFor = row.Phase == RowPhase.Decoding ? Now - row.LastToken : 0,
            IsResting = row.IsEvicted && row.Pace.Unread >= MaxUnread / 2 && (!isPlaying || ahead > returnsAt),
        };
    }

    private void StartCodec()
    {
        if (_codecRuns)
        {
            return;
        }

        (SimulatedResponse Response, CodecWindow Window, double Urgency)[] waiting =
        [
            .. from response in _live
               where !response.IsBlocked
               let window = response.NextWindow(_windows)
               where window is not null
               let urgency = response.Pace.IsPlaying ? response.Pace.SoundAhead : Math.Max(0.25, 0.5 - response.Pace.Waited)
               orderby urgency
               select (response, window.Value, urgency),
        ];
        if (waiting.Length == 0)
        {
            return;
        }

        int length = waiting[0].Window.Length;
        int most = (int)Math.Clamp(0.2 / (_machine.CodecToken * length), 1, 8);
        var batch = waiting.Where(one => one.Window.Length == length).Take(most).ToArray();
        double duration = _machine.Run + (_machine.CodecToken * length * batch.Length);
        foreach ((SimulatedResponse response, _, _) in batch)
        {
            response.IsBlocked = true;
        }

        _codecRuns = true;
        At(Now + duration, () =>
        {
            _codecRuns = false;
            _board.Capacity.Decoded(batch.Sum(one => one.Window.Length), TimeSpan.FromSeconds(duration));
            foreach ((SimulatedResponse response, CodecWindow window, _) in batch)
            {
                response.Pace.Decode(window.Emits);
                if (response.Sounded(window, Now) is { } since)
                {
                    _predictor.Sounded(TimeSpan.FromSeconds(since), Math.Max(1, _slots));
                }

                response.IsBlocked = false;
                LetOut(response);
            }
        });
    }

    /// <summary>What <c>PlaybackGate</c> and the client do.</summary>
    private void LetOut(SimulatedResponse response)
    {
        if (response.IsOver)
        {
            return;
        }

        if (!response.IsOut && _isRuled && !response.IsAllSound && !MayPlay(response))
        {
            At(Now + Look, () => LetOut(response));
            return;
        }

        if (response.IsOut && response.Unsent == 0)
        {
            return;
        }

        response.Pace.Offer();
        response.Receive(Now);
        double wait = response.WaitBeforeTaking(Now);
        if (wait == 0)
        {
            Taken();
        }
        else
        {
            response.IsBlocked = true;
            if (double.IsFinite(wait))
            {
                At(Now + wait, Taken);
            }
        }

        void Taken()
        {
            response.IsBlocked = false;
            response.Pace.Accept();
            SubmitNext(response);
            if (response.IsAllSound && response.Unsent == 0)
            {
                Finish(response);
            }
        }
    }

    private bool MayPlay(SimulatedResponse response)
    {
        if (_board.MayPlay(response.Pace))
        {
            return true;
        }

        if (response.Pace.Waited < MaxFirstAudio)
        {
            return false;
        }

        if (_board.IsTooSlow)
        {
            response.Pace.IsBestEffort = true;
            return true;
        }

        // 503 before the first byte.
        Refused++;
        response.IsOver = true;
        if (_rows.Remove(response))
        {
            _slots -= response.Phase == RowPhase.Waiting ? 0 : 1;
            _line.Stop(response.Owner);
        }

        _live.Remove(response);
        _board.Remove(response.Pace, 0);
        Lost++;
        response.Ended();
        return false;
    }

    private void Finish(SimulatedResponse response)
    {
        response.IsOver = true;
        response.FinishedAt = Now;
        _live.Remove(response);
        _board.Remove(response.Pace, response.Pace.SecondsDecoded);
        Done.Add(response);
        response.Ended();
    }
}
