using System.Diagnostics;

namespace StreamServer.Inference.Stt.Vad;

/// <summary>
/// Cuts a stream into segments of speech from one probability a window: hysteresis with two thresholds, minimum speech,
/// minimum silence, padding on both sides, a longest segment. Pure: counts samples, knows no clock. Not thread-safe.
/// </summary>
internal sealed class SpeechSegmenter(SegmenterSettings settings)
{
    /// <summary>How much a window that the model takes for silence is preferred to a quiet one when speech must be cut.</summary>
    private const float SilenceBonusDb = 20;

    /// <summary>So far below its loudest window a segment has fallen silent, whatever the model still says.</summary>
    private const float FallDb = 40;

    /// <summary>
    /// Windows by which silence may be dated back: the model, which remembers, needs two to three to notice it. Few enough for
    /// the speculation to come before the end.
    /// </summary>
    private const int MaxNoticing = 3;

    /// <summary>Windows in which the model must agree before a segment ends.</summary>
    private const int MinAgreement = 2;

    // One cost for each window of the open segment: where to cut if it must be cut.
    private readonly List<float> _costs = [];
    private SegmenterSettings _settings = settings;
    private long _position;
    private long _previousEnd;
    private long _first = -1;
    private long _start;
    private long _quietFrom = -1;
    private long _silentFrom;
    private float _loudest;
    private int _fallen;
    private long _costsFrom;
    private bool _open;
    private bool _quietTold;

    /// <summary>Samples seen.</summary>
    public long Position => _position;

    /// <summary>Whether a segment is open.</summary>
    public bool IsOpen => _open;

    /// <summary>First sample of the silence that ended the last segment.</summary>
    public long SpeechEnd => _silentFrom;

    /// <summary>Oldest sample that a segment may still need.</summary>
    public long NeededFrom => _open ? _start : Math.Max(_previousEnd, (_first >= 0 ? _first : _position) - _settings.PadBefore);

    /// <summary>Other rules from the next window on.</summary>
    public void Configure(SegmenterSettings settings) => _settings = settings;

    /// <summary>The next window.</summary>
    /// <param name="probability">Of speech.</param>
    /// <param name="levelDb">Its level in dB, any reference.</param>
    public SegmentChange Push(float probability, float levelDb)
    {
        long window = _position;
        _position += SileroVad.Window;
        bool speech = probability >= _settings.Threshold;
        bool silence = probability < _settings.NegativeThreshold;
        if (!_open)
        {
            return Idle(window, speech, silence, probability, levelDb);
        }

        _costs.Add(Cost(probability, levelDb));
        _loudest = Math.Max(_loudest, levelDb);
        bool resumed = false;
        if (speech)
        {
            resumed = _quietTold;
            (_quietFrom, _quietTold) = (-1, false);
        }
        else if (silence && _quietFrom < 0)
        {
            _quietFrom = window;
            _silentFrom = window - (Math.Min(_fallen, MaxNoticing) * (long)SileroVad.Window);
        }

        _fallen = levelDb < _loudest - FallDb ? _fallen + 1 : 0;

        if (_quietFrom >= 0 && silence)
        {
            long agreed = Math.Min(_settings.Endpointing, MinAgreement * SileroVad.Window);
            if (_position - _silentFrom >= _settings.Endpointing && _position - _quietFrom >= agreed)
            {
                return Close(SegmentKind.Ended, EndOfSpeech());
            }

            if (!_quietTold && _position - _quietFrom >= _settings.PadAfter)
            {
                _quietTold = true;
                return new SegmentChange(SegmentKind.Quiet, _start, EndOfSpeech());
            }
        }

        if (_position - _start >= _settings.MaxUtterance)
        {
            return Cut();
        }

        return resumed ? new SegmentChange(SegmentKind.Resumed, _start, 0) : default;
    }

    /// <summary>Ends the open segment here, whatever the model thinks.</summary>
    /// <param name="end">First sample after it: at least <see cref="Position"/>, more when audio came that fills no window.</param>
    /// <returns><see cref="SegmentKind.None"/> when there is none.</returns>
    public SegmentChange Force(long end)
    {
        if (_open)
        {
            return Close(SegmentKind.Ended, end);
        }

        _first = -1;
        _previousEnd = Math.Max(_previousEnd, end);
        return default;
    }

    /// <summary>Time passes without audio; an open segment must have been ended before.</summary>
    /// <param name="position">Sample at which the stream goes on.</param>
    public void Skip(long position)
    {
        Debug.Assert(!_open && position >= _position);
        (_position, _previousEnd, _first) = (position, position, -1);
    }

    private SegmentChange Idle(long window, bool speech, bool silence, float probability, float levelDb)
    {
        if (_first < 0)
        {
            if (!speech)
            {
                return default;
            }

            _first = window;
            _costs.Clear();
        }
        else if (silence)
        {
            _first = -1;
            return default;
        }

        _costs.Add(Cost(probability, levelDb));
        if (_position - _first < _settings.MinSpeech)
        {
            return default;
        }

        _open = true;
        (_loudest, _fallen) = (levelDb, 0);
        _costsFrom = _first;
        _start = Math.Max(_previousEnd, _first - _settings.PadBefore);
        (_quietFrom, _quietTold) = (-1, false);
        return new SegmentChange(SegmentKind.Started, _start, 0);
    }

    private long EndOfSpeech() => Math.Min(_quietFrom + _settings.PadAfter, _position);

    private SegmentChange Close(SegmentKind kind, long end)
    {
        _open = false;
        _first = -1;
        _previousEnd = end;
        return new SegmentChange(kind, _start, end);
    }

    /// <summary>
    /// The cheapest place in the second half, each window judged with its neighbours: a pause is wider than one window, a
    /// plosive is not.
    /// </summary>
    private SegmentChange Cut()
    {
        int best = _costs.Count - 1;
        float lowest = float.PositiveInfinity;
        for (int i = _costs.Count / 2; i < _costs.Count - 1; i++)
        {
            float cost = _costs[i - 1] + (2 * _costs[i]) + _costs[i + 1];
            if (cost < lowest)
            {
                (lowest, best) = (cost, i);
            }
        }

        long start = _start;
        long end = _costsFrom + (best * (long)SileroVad.Window) + (SileroVad.Window / 2);

        // The rest goes on as a new segment that begins exactly there.
        _costs.RemoveRange(0, best + 1);
        _costsFrom += (best + 1) * (long)SileroVad.Window;
        _start = end;
        _previousEnd = end;
        if (_quietFrom >= 0 && _quietFrom < end)
        {
            (_quietFrom, _quietTold) = (-1, false);
        }

        return new SegmentChange(SegmentKind.Cut, start, end);
    }

    private static float Cost(float probability, float levelDb) => levelDb + (SilenceBonusDb * probability);
}
