using StreamServer.Inference.Stt.Features;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Inference.Stt.Sessions;

/// <summary>
/// One caller: bytes in, events out. Members are called by one loop at a time, except <see cref="Outbox"/>, which another
/// one reads. <see cref="Abandon"/> releases what it holds, and spares work that nobody waits for.
/// </summary>
internal sealed class SttSession
{
    /// <summary>Later than this a live caller notices.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    /// <summary>Audio of a live caller is not further ahead of the clock than the network's hiccups and a buffer at the start.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromSeconds(2);

    /// <summary>Messages with samples that are no audio after which a live caller is told to look into it.</summary>
    private const int MostBadMessages = 10;

    /// <summary>At most one warning in this time.</summary>
    private static readonly TimeSpan WarningInterval = TimeSpan.FromSeconds(5);

    private readonly SttContext _context;
    private readonly SttIntake _intake;
    private readonly SttTrack[] _tracks;
    private readonly long _opened;
    private readonly AudioFlowMeter _flow;
    private long _received;
    private long _badSamples;
    private TimeSpan _maxLag;
    private TimeSpan? _warnedAt;
    private int _droppedTold;

    public SttSession(SttContext context)
    {
        _context = context;
        _opened = context.Time.GetTimestamp();
        context.Spoken.Record(0, _opened);
        _intake = new SttIntake(context.Settings);
        _flow = new AudioFlowMeter(context.Time);
        _tracks = [.. Enumerable.Range(0, context.Settings.Streams).Select(channel => new SttTrack(context, channel))];
        if (context.Settings.CapturedAt is { } captured)
        {
            Stamp(captured);
        }
    }

    public SttOutbox Outbox => _context.Outbox;

    public SttSessionSettings Settings => _context.Settings;

    /// <summary>Its audio comes faster than it was spoken.</summary>
    public bool IsAhead => _context.IsAhead;

    public bool IsSpeaking => _tracks.Any(track => track.IsSpeaking);

    /// <summary>Bytes of a sample frame that has not come whole.</summary>
    public int IncompleteBytes => _intake.Incomplete;

    /// <summary>Bytes of a whole sample frame.</summary>
    public int FrameBytes => _intake.FrameBytes;

    /// <summary>Seconds of audio received.</summary>
    public double AudioSeconds => (double)_received / FbankSpec.SampleRate;

    public SttSummary Summary =>
        new(AudioSeconds, _context.Finals, _context.DroppedPartials, _context.MeanLatencyMs, _maxLag.TotalMilliseconds)
        {
            Flow = _flow.Now,
        };

    /// <summary>Takes a message of audio. Completes when it has been looked at; waits while the client does not read.</summary>
    /// <param name="audio">In the settings' encoding, cut anywhere.</param>
    /// <param name="arrivedAt">Timestamp of its arrival.</param>
    /// <param name="cancellation">Ends the work, after the piece under way.</param>
    /// <exception cref="StreamException">The voice activity model failed.</exception>
    public async Task PushAsync(ReadOnlyMemory<byte> audio, long arrivedAt, CancellationToken cancellation)
    {
        long before = _received;
        while (!audio.IsEmpty || _intake.HasMore)
        {
            cancellation.ThrowIfCancellationRequested();
            audio = audio[_intake.Push(audio.Span)..];
            if (_intake.Notice is { } notice)
            {
                Outbox.Add(new SttEvent.Warning("container", notice));
            }

            await TakeAsync(arrivedAt, cancellation);
        }

        _flow.Record(TimeSpan.FromSeconds((double)(_received - before) / FbankSpec.SampleRate), arrivedAt);
        CountBadSamples();

        // After the whole message: its first piece alone would make a caller who sends ahead look late.
        TimeSpan lag = _context.Time.GetElapsedTime(arrivedAt);
        _maxLag = lag > _maxLag ? lag : _maxLag;
        if (!_context.Yields)
        {
            _context.Metrics.Looked(lag);
        }

        Warn(lag);
        await Outbox.WaitForRoomAsync(cancellation);
    }

    /// <summary>Ends the open utterance of each channel; each channel answers with a final, empty when nobody spoke.</summary>
    public void Force()
    {
        foreach (SttTrack track in _tracks)
        {
            track.Force(answer: true);
        }
    }

    /// <summary>No audio comes for a while: ends the open utterances, if any.</summary>
    public void Stall()
    {
        foreach (SttTrack track in _tracks)
        {
            track.Force(answer: false);
        }
    }

    /// <summary>Forgets open utterances and transcripts that were not sent. The clock goes on.</summary>
    public void Reset()
    {
        foreach (SttTrack track in _tracks)
        {
            track.Discard();
        }

        Outbox.DropTranscripts();
    }

    /// <summary>Other settings from the next sample on; what concerns the encoding of the audio must be the same.</summary>
    public void Configure(SttSessionSettings settings)
    {
        _context.Settings = settings;
        foreach (SttTrack track in _tracks)
        {
            track.Configure();
        }

        Outbox.Add(new SttEvent.Configured(settings, _flow.Now));
    }

    /// <summary>The next sample was captured at that time, by the client's clock.</summary>
    public void Stamp(DateTimeOffset capturedAt) => _context.Captures.Stamp(_tracks[0].End, capturedAt);

    /// <summary>Audio of that length is missing: the clock goes on without it.</summary>
    public async Task GapAsync(TimeSpan length, CancellationToken cancellation)
    {
        long samples = (long)(length.TotalSeconds * FbankSpec.SampleRate);
        _flow.Skip(length);
        _context.Arrivals.Record(_tracks[0].End + samples, _context.Time.GetTimestamp());
        await Task.WhenAll(_tracks.Select(track => track.GapAsync(samples, cancellation)));
    }

    /// <summary>Answers when everything before it has been told.</summary>
    public async Task MarkAsync(string id, CancellationToken cancellation)
    {
        await SettleAsync(cancellation);
        Outbox.Add(new SttEvent.Marker(id));
    }

    /// <summary>
    /// No more audio: ends the open utterances, waits for every final, tells why it ends and the totals, and closes the outbox.
    /// </summary>
    /// <param name="cause">Null when the client wants it so.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task FinishAsync(StreamException? cause, CancellationToken cancellation)
    {
        do
        {
            _intake.Flush();
            await TakeAsync(_context.Time.GetTimestamp(), cancellation);
        }
        while (_intake.HasMore);

        Stall();
        await SettleAsync(cancellation);
        if (cause is not null)
        {
            Outbox.Add(new SttEvent.Failure(cause));
        }

        Outbox.Add(new SttEvent.Summary(Summary));
        Outbox.Close();
    }

    /// <summary>The caller is gone: jobs under way are cancelled.</summary>
    public void Abandon()
    {
        Reset();
        Outbox.Close();
        _intake.Dispose();
    }

    /// <summary>Whoever sends samples that are none sends something else than he says; a recording is heard as far as it is one.</summary>
    private void CountBadSamples()
    {
        if (_intake.BadSamples == _badSamples)
        {
            return;
        }

        long bad = _intake.BadSamples - _badSamples;
        _badSamples = _intake.BadSamples;
        _flow.BadMessages++;
        if (_context.IsRecording)
        {
            return;
        }

        string said = $"{bad} samples of a message are no numbers, or far over full scale: is it f32le?";
        Outbox.Add(new SttEvent.Warning("bad_samples", said));
        if (_flow.BadMessages == MostBadMessages)
        {
            throw new StreamException(StreamError.ClientBadAudio, $"In {MostBadMessages} messages samples were no audio. The last: {said}");
        }
    }

    private Task SettleAsync(CancellationToken cancellation) =>
        Task.WhenAll(_tracks.Select(track => track.SettleAsync(cancellation)));

    private async Task TakeAsync(long arrivedAt, CancellationToken cancellation)
    {
        if (_intake.Count == 0)
        {
            return;
        }

        _received += _intake.Count;
        _context.IsAhead = AudioSeconds > (_context.Time.GetElapsedTime(_opened) + Ahead).TotalSeconds;
        _context.Metrics.Heard((double)_intake.Count * _tracks.Length / FbankSpec.SampleRate);
        _context.Spoken.Record(_tracks[0].End, arrivedAt);
        _context.Arrivals.Record(_tracks[0].End + _intake.Count, arrivedAt);
        if (_tracks.Length == 1)
        {
            await _tracks[0].PushAsync(_intake.Stream(0), cancellation);
        }
        else
        {
            await Task.WhenAll(_tracks.Select((track, index) => track.PushAsync(_intake.Stream(index), cancellation)));
        }
    }

    /// <summary>Tells a live caller that the server does not keep up; one that sends faster than speech waits by its own choice.</summary>
    private void Warn(TimeSpan lag)
    {
        TimeSpan age = _context.Time.GetElapsedTime(_opened);
        if (age - _warnedAt < WarningInterval || AudioSeconds > age.TotalSeconds + Late.TotalSeconds)
        {
            return;
        }

        int dropped = _context.DroppedPartials;
        if (lag > Late)
        {
            _warnedAt = age;
            Outbox.Add(new SttEvent.Warning("lagging", $"The server is {lag.TotalMilliseconds:F0} ms behind your audio."));
        }
        else if (dropped > _droppedTold)
        {
            (_warnedAt, _droppedTold) = (age, dropped);
            Outbox.Add(new SttEvent.Warning("partials_dropped",
                $"The server is busy: {dropped} partial transcripts were left out. Finals are not."));
        }
    }
}
