using StreamServer.Inference.Tts.Codec;
using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Tests.Tts.Lm;

/// <summary>One response in virtual time: its chunks as rows of the language model, then windows of the codec, then what its client hears.</summary>
/// <param name="owner">Whose it is.</param>
/// <param name="chunks">Tokens of each chunk.</param>
/// <param name="kind">How its client takes it.</param>
internal sealed class SimulatedResponse(string owner, int[] chunks, SpeechCallerKind kind = SpeechCallerKind.Eager)
{
    /// <summary>Seconds of audio that a listener's buffers hold.</summary>
    private const double Buffer = 2;

    private readonly Player _player = new();
    private readonly int[] _made = new int[chunks.Length];
    private double _received;
    private double _playedFrom;
    private double _firstToken = double.NaN;
    private bool _isHeard;
    private int _sounding;
    private int _window;
    private int _emitted;
    private int _fed;

    public string Owner => owner;

    public int[] Chunks => chunks;

    public PlaybackPace Pace { get; private set; } = null!;

    /// <summary>Goes on with the caller's next request.</summary>
    public Action Ended { get; set; } = () => { };

    public double AskedAt { get; private set; }

    public double FirstAudioAt { get; private set; } = double.NaN;

    public double FinishedAt { get; set; }

    public double Seconds => chunks.Sum() / 50.0;

    public double LongestGap => _player.LargestUnderrun / 1000;

    /// <summary>Its client hears what it is sent.</summary>
    public bool IsPlayed => kind != SpeechCallerKind.Mute && !double.IsNaN(FirstAudioAt);

    public bool IsOver { get; set; }

    /// <summary>Its pieces go out as they come.</summary>
    public bool IsOut => !double.IsNaN(FirstAudioAt);

    /// <summary>Nothing more is decoded now: a window is under way, or the client has not taken the last piece.</summary>
    public bool IsBlocked { get; set; }

    /// <summary>Seconds of sound that wait to be sent.</summary>
    public double Unsent { get; private set; }

    public bool IsAllSound => _sounding == chunks.Length;

    // The row of the chunk that is being made.
    public int Row { get; private set; } = -1;

    public RowPhase Phase { get; set; }

    public int PromptLeft { get; private set; }

    public bool WasPaused { get; set; }

    public bool IsInLine { get; set; }

    public bool IsEvicted { get; private set; }

    public double LastToken { get; set; }

    public double Rented { get; set; }

    public int Drawn => Row < 0 ? 0 : _made[Row];

    public bool IsRowDone => Row < 0 || _made[Row] == chunks[Row];

    public void Begin(TimeProvider clock, double now) => (Pace, AskedAt) = (new PlaybackPace(clock, 50), now);

    public void StartRow(int prompt)
    {
        Row++;
        (Phase, PromptLeft, WasPaused, IsEvicted, _fed) = (RowPhase.Waiting, prompt, false, false, 0);
    }

    public void Evict() => (Phase, IsEvicted, PromptLeft, _fed) = (RowPhase.Waiting, true, 90, 0);

    /// <returns>Whether the prompt is through.</returns>
    public bool Prefill(int tokens)
    {
        PromptLeft -= tokens;
        if (PromptLeft > 0)
        {
            return false;
        }

        Phase = RowPhase.Decoding;
        if (!IsEvicted)
        {
            Make();
        }

        IsEvicted = false;
        return true;
    }

    /// <returns>Whether that made a new token, and did not repeat one.</returns>
    public bool Step()
    {
        if (++_fed < _made[Row])
        {
            return false;
        }

        Make();
        return true;
    }

    public CodecWindow? NextWindow(WindowPlan plan)
    {
        if (IsAllSound || _sounding > Row)
        {
            return null;
        }

        Pace.NextWindow = plan.SizeOf(_window);
        bool isEnd = _made[_sounding] == chunks[_sounding];
        return plan.Next(_window, _emitted, _made[_sounding], isEnd);
    }

    /// <summary>A window is sound.</summary>
    /// <returns>Seconds from the first token, for the first one.</returns>
    public double? Sounded(CodecWindow window, double now)
    {
        (_window, _emitted) = (_window + 1, window.EmitTo);
        Unsent += window.Emits / 50.0;
        if (_emitted == chunks[_sounding] && _made[_sounding] == chunks[_sounding])
        {
            _sounding++;
            (_window, _emitted) = (4, 0);
        }

        double? since = _isHeard ? null : now - _firstToken;
        _isHeard = true;
        return since;
    }

    public void Receive(double now)
    {
        if (!IsOut)
        {
            (FirstAudioAt, _playedFrom) = (now, now);
        }

        _player.Add(now * 1000, Unsent * 1000);
        _received += Unsent;
        Unsent = 0;
    }

    /// <summary>Seconds until its client's buffers have room again.</summary>
    public double WaitBeforeTaking(double now) => kind switch
    {
        SpeechCallerKind.Eager => 0,
        SpeechCallerKind.Mute => double.PositiveInfinity,
        _ => Math.Max(0, _received - (now - _playedFrom) - Buffer),
    };

    private void Make()
    {
        _firstToken = double.IsNaN(_firstToken) ? LastToken : _firstToken;
        _made[Row]++;
        _fed = _made[Row] - 1;
        Pace.Produce();
    }

    /// <summary>A player that starts with the first audio; after a gap it goes on from there. Milliseconds.</summary>
    private sealed class Player
    {
        private double _dryAt = double.NaN;

        public double LargestUnderrun { get; private set; }

        public void Add(double now, double audio)
        {
            _dryAt = double.IsNaN(_dryAt) ? now : _dryAt;
            if (now > _dryAt)
            {
                LargestUnderrun = Math.Max(LargestUnderrun, now - _dryAt);
                _dryAt = now;
            }

            _dryAt += audio;
        }
    }
}
