namespace StreamServer.Inference.Stt.Sessions;

/// <summary>
/// Measures the arrival of audio against the clock, as a player's buffer would: each message fills it, and time empties it. For the
/// session's loop.
/// </summary>
/// <param name="time">Clock.</param>
internal sealed class AudioFlowMeter(TimeProvider time)
{
    /// <summary>Audio that is later than that would be heard as a gap.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(2);

    private const double LeastChunkMs = 50;
    private const double MostChunkMs = 200;

    /// <summary>A message takes the server this share of its length at most, where its length is advised.</summary>
    private const double ShareOfWork = 0.5;

    /// <summary>Weight of the newest message.</summary>
    private const double Newest = 0.1;

    private long? _start;
    private TimeSpan _audio;
    private TimeSpan _heard; // without gaps and rests
    private double? _workMs;
    private int _messages;
    private int _underruns;
    private int _overruns;
    private bool _isAhead;

    public int BadMessages { get; set; }

    public AudioFlow Now => new(
        _underruns,
        _overruns,
        _start is { } start ? (_audio - time.GetElapsedTime(start)).TotalMilliseconds : 0,
        _messages == 0 ? 0 : _heard.TotalMilliseconds / _messages,
        Math.Clamp(Math.Ceiling((_workMs ?? 0) / ShareOfWork / 10) * 10, LeastChunkMs, MostChunkMs),
        BadMessages);

    /// <summary>A message of audio has been looked at.</summary>
    /// <param name="length">Of its audio.</param>
    /// <param name="arrivedAt">Timestamp.</param>
    public void Record(TimeSpan length, long arrivedAt)
    {
        _start ??= arrivedAt;
        TimeSpan level = _audio - time.GetElapsedTime(_start.Value, arrivedAt);
        if (level < -Late)
        {
            // From here on it may be in time again.
            _underruns++;
            _audio -= level;
        }

        _audio += length;
        _heard += length;
        _messages++;
        level = _audio - time.GetElapsedTime(_start.Value, arrivedAt);
        _overruns += level > Ahead && !_isAhead ? 1 : 0;
        _isAhead = level > (_isAhead ? Ahead / 2 : Ahead);
        double work = time.GetElapsedTime(arrivedAt).TotalMilliseconds;
        _workMs = _workMs is { } before ? before + (Newest * (work - before)) : work;
    }

    /// <summary>The client has said that so much is missing.</summary>
    public void Skip(TimeSpan length) => _audio += length;
}
