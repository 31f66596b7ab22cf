using StreamServer.Endpoints.Stt.Protocols;
using StreamServer.Inference.Stt;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Stt.Socket;

/// <summary>
/// The session of a dialect in which every message of audio is answered by exactly one: what the session tells is gathered, and
/// handed out as answers. For the loop that feeds the session.
/// </summary>
/// <param name="speech">Opens sessions; the caller holds a lease.</param>
/// <param name="settings">Of the dialect.</param>
/// <param name="rule">How long text is kept.</param>
/// <param name="time">Clock.</param>
internal sealed class ReplySession(SpeechToText speech, SttSessionSettings settings, ReplyRule rule, TimeProvider time)
{
    /// <summary>
    /// A message as long as this that comes while nobody speaks is a recording of its own: streams come in pieces of a tenth of it.
    /// </summary>
    private const double RecordingSeconds = 2;

    /// <summary>Of a client that never asks for an end, older utterances go.</summary>
    private const int MostUtterances = 200;

    private readonly SttOutbox _events = new();
    private readonly List<SttText> _kept = []; // ended, and still to be told
    private readonly List<SttText> _ended = []; // since the answer before
    private readonly SortedDictionary<int, SttText> _open = []; // by channel
    private readonly Dictionary<int, string> _told = []; // text of open utterances as the answer before had it, by utterance
    private readonly List<SttEvent.Warning> _warnings = [];
    private SttSession? _session;

    public SttSession Session => _session ??= speech.Open(settings, _events);

    /// <summary>Something to know that has no message of its own.</summary>
    public void Warn(SttEvent.Warning warning) => _warnings.Add(warning);

    /// <summary>Takes a message of audio.</summary>
    /// <param name="audio">In the dialect's encoding; may be empty.</param>
    /// <param name="isEnd">The client asks for an end behind it.</param>
    /// <param name="waits">The text of all of it is waited for; else what is known by now is told.</param>
    /// <param name="arrivedAt">Timestamp.</param>
    /// <param name="cancellation">The client is gone.</param>
    public async Task<Reply> PushAsync(byte[] audio, bool isEnd, bool waits, long arrivedAt, CancellationToken cancellation)
    {
        if (rule == ReplyRule.Utterance && !Session.IsSpeaking && IsRecording(audio))
        {
            return await HearAsync(audio, arrivedAt, cancellation);
        }

        await GatherAsync(
            async () =>
            {
                await Session.PushAsync(audio, arrivedAt, cancellation);
                if (isEnd)
                {
                    Session.Force();
                }
            },
            waits || isEnd,
            cancellation);
        return Answer(isEnd, arrivedAt);
    }

    /// <summary>Does something with the session, and hands out what is for the client as it is.</summary>
    public Task<IReadOnlyList<SttEvent>> RunAsync(Func<Task> work, CancellationToken cancellation) =>
        GatherAsync(work, waits: false, cancellation);

    /// <summary>The client wants no more of the open utterance, nor what it was not told.</summary>
    public void Reset()
    {
        Session.Reset();
        _open.Clear();
        _kept.Clear();
        _told.Clear();
    }

    /// <summary>No more audio comes.</summary>
    /// <returns>What was not told as an end, if anything.</returns>
    public async Task<Reply?> FinishAsync(CancellationToken cancellation)
    {
        long now = time.GetTimestamp();
        Task reading = ReadAsync(null, [], cancellation);
        await Session.FinishAsync(null, cancellation);
        await reading;
        Reply last = Answer(isEnd: true, now);
        return last.Ended.Count > 0 || (rule == ReplyRule.UntilAsked && last.Text.Length > 0) ? last : null;
    }

    public void Abandon() => _session?.Abandon();

    private bool IsRecording(byte[] audio)
    {
        int frame = Session.FrameBytes;
        return frame > 0 && audio.Length / frame >= RecordingSeconds * settings.SampleRate;
    }

    /// <summary>A recording in one message: a session of its own, whose finals are the answer.</summary>
    private async Task<Reply> HearAsync(byte[] audio, long arrivedAt, CancellationToken cancellation)
    {
        SttOutbox outbox = new();
        SttSession session = speech.Open(settings with { InterimResults = false }, outbox);
        try
        {
            List<SttText> texts = [];
            Task reading = CollectAsync(outbox, texts, cancellation);
            await session.PushAsync(audio, arrivedAt, cancellation);
            await session.FinishAsync(null, cancellation);
            await reading;
            Seconds += session.AudioSeconds;
            return new Reply(texts, texts, IsFinal: true, time.GetElapsedTime(arrivedAt).TotalMilliseconds, TakeWarnings());
        }
        finally
        {
            session.Abandon();
        }
    }

    /// <summary>Seconds of audio that were recordings of their own.</summary>
    public double Seconds { get; private set; }

    private static async Task CollectAsync(SttOutbox outbox, List<SttText> texts, CancellationToken cancellation)
    {
        while (await outbox.TakeAsync(cancellation) is { } item)
        {
            if (item is SttEvent.Transcript { Text: { IsFinal: true } text })
            {
                texts.Add(text);
            }
        }
    }

    private async Task<IReadOnlyList<SttEvent>> GatherAsync(Func<Task> work, bool waits, CancellationToken cancellation)
    {
        // Beside the work: a session takes no more audio when its events are not read.
        string mark = Guid.NewGuid().ToString("N");
        List<SttEvent> others = [];
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task reading = ReadAsync(mark, others, ending.Token);
        try
        {
            await work();
            if (waits)
            {
                await Session.MarkAsync(mark, cancellation);
            }
            else
            {
                _events.Add(new SttEvent.Marker(mark));
            }

            await reading;
        }
        finally
        {
            await ending.CancelAsync();
        }

        return others;
    }

    private async Task ReadAsync(string? mark, List<SttEvent> others, CancellationToken cancellation)
    {
        while (await _events.TakeAsync(cancellation) is { } item)
        {
            switch (item)
            {
                case SttEvent.Marker marker when marker.Id == mark:
                    return;
                case SttEvent.Transcript { Text: { IsFinal: false } text }:
                    _open[text.Channel] = text;
                    break;
                case SttEvent.Transcript { Text: var text }:
                    Take(text);
                    break;
                case SttEvent.Warning warning:
                    _warnings.Add(warning);
                    break;
                case SttEvent.Marker or SttEvent.Configured:
                    others.Add(item);
                    break;
            }
        }
    }

    private void Take(SttText final)
    {
        _open.Remove(final.Channel);
        if (final.Text.Length == 0 && !final.Failed)
        {
            return;
        }

        _ended.Add(final);
        _kept.Add(final);
        if (_kept.Count > MostUtterances)
        {
            _kept.RemoveAt(0);
        }
    }

    private Reply Answer(bool isEnd, long arrivedAt)
    {
        List<SttText> texts = [.. _kept, .. _open.Values];
        if (rule == ReplyRule.Utterance && !isEnd && texts.Exists(text => !IsTold(text)))
        {
            // What the answer before had word for word is not told again beside something new.
            texts.RemoveAll(text => text.IsFinal && IsTold(text));
        }

        Reply reply = new(texts, [.. _ended], isEnd, time.GetElapsedTime(arrivedAt).TotalMilliseconds, TakeWarnings());
        _ended.Clear();
        _told.Clear();
        foreach (SttText open in _open.Values)
        {
            _told[open.Utterance] = open.Text;
        }

        if (isEnd || rule == ReplyRule.Utterance)
        {
            _kept.Clear();
        }

        return reply;
    }

    private bool IsTold(SttText text) => _told.TryGetValue(text.Utterance, out string? told) && told == text.Text;

    private SttEvent.Warning[] TakeWarnings()
    {
        SttEvent.Warning[] warnings = [.. _warnings];
        _warnings.Clear();
        return warnings;
    }
}
