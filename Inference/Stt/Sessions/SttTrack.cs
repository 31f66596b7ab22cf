using System.Numerics.Tensors;
using StreamServer.Inference.Stt.Features;
using StreamServer.Inference.Stt.Jobs;
using StreamServer.Inference.Stt.Settings;
using StreamServer.Inference.Stt.Vad;

namespace StreamServer.Inference.Stt.Sessions;

/// <summary>
/// One stream of a session: windows → voice activity → segments → jobs → transcripts. Audio comes from the session's loop,
/// one call at a time; outcomes of jobs come on pool threads. The gate guards the utterances between the two.
/// </summary>
internal sealed partial class SttTrack
{
    /// <summary>Windows that are looked at in one go: half a second, so that a recording sent at once still gives partials.</summary>
    private const int MaxWindows = 16;

    /// <summary>Finals under way before the session takes no more audio.</summary>
    private const int MaxEnding = 4;

    /// <summary>Audio between two <see cref="SttEvent.Speaking"/>: a quarter of a second.</summary>
    private const int SpeakingInterval = FbankSpec.SampleRate / 4;

    private static long _streams;

    private readonly SttContext _context;
    private readonly int _channel;
    private readonly long _stream = Interlocked.Increment(ref _streams);
    private readonly AudioHistory _history = new();
    private readonly VadState _vadState = new();
    private readonly SpeechSegmenter _segmenter;
    private readonly float[] _probabilities = new float[MaxWindows + 1];
    private readonly StateSignal _changed = new();
    private readonly Lock _gate = new();
    private long _seen;
    private long _spokeAt;

    // Guarded by the gate.
    private readonly Queue<TrackUtterance> _ending = new();
    private TrackUtterance? _open;

    public SttTrack(SttContext context, int channel)
    {
        _context = context;
        _channel = channel;
        _segmenter = new SpeechSegmenter(context.Settings.Segmenter);
    }

    /// <summary>Position after the last sample.</summary>
    public long End => _history.End;

    public bool IsSpeaking => _segmenter.IsOpen;

    /// <summary>The settings of the context have changed.</summary>
    public void Configure() => _segmenter.Configure(_context.Settings.Segmenter);

    /// <summary>Takes 16 kHz samples. Completes when they have been looked at; waits while too many finals are under way.</summary>
    public async Task PushAsync(ReadOnlyMemory<float> samples, CancellationToken cancellation)
    {
        while (!samples.IsEmpty)
        {
            cancellation.ThrowIfCancellationRequested();
            ReadOnlyMemory<float> piece = samples[..Math.Min(samples.Length, MaxWindows * SileroVad.Window)];
            samples = samples[piece.Length..];
            _history.Append(piece.Span, Math.Min(_seen, _segmenter.NeededFrom));
            await DetectAsync();
            AskForPartial();
            await WaitAsync(() => _ending.Count < MaxEnding, cancellation);
        }
    }

    /// <summary>Time without audio: as silence as far as segments need it, then by a jump.</summary>
    public async Task GapAsync(long samples, CancellationToken cancellation)
    {
        long position = End + samples;
        int silence = (int)Math.Min(samples, _context.Settings.Segmenter.Endpointing + (4 * SileroVad.Window));
        await PushAsync(new float[silence], cancellation);
        if (End < position)
        {
            Force(answer: false);
            _segmenter.Skip(position);
            _history.Restart(position);
            _seen = position;
            _vadState.Reset();
        }
    }

    /// <summary>Ends the open utterance here.</summary>
    /// <param name="answer">A final is wanted in any case, empty when nobody speaks.</param>
    public void Force(bool answer)
    {
        long end = End;
        SegmentChange change = _segmenter.Force(end);
        lock (_gate)
        {
            if (change.Kind == SegmentKind.Ended)
            {
                _context.Outbox.Add(new SttEvent.SpeechEnded(_channel, Seconds(end), 0));
                Finish(change.End, change.End, answer);
            }
            else if (answer)
            {
                TrackUtterance nothing = new(_stream, _context.NextUtterance(), end)
                {
                    End = end,
                    SpeechEnd = end,
                    Forced = true,
                    IsDone = true,
                };
                _ending.Enqueue(nothing);
                Deliver();
            }
        }
    }

    /// <summary>Forgets the open utterance and everything that was not told yet.</summary>
    public void Discard()
    {
        _segmenter.Force(End);
        lock (_gate)
        {
            foreach (TrackUtterance utterance in _ending.Append(_open).OfType<TrackUtterance>())
            {
                utterance.Discarded = true;
                utterance.Partial?.Cancel();
                utterance.Speculative?.Cancel();
                utterance.Final?.Cancel();
            }

            _ending.Clear();
            _open = null;
        }

        _changed.Pulse();
    }

    /// <summary>
    /// Completes when everything up to here has been told: finals of ended utterances, text of the open one where partials
    /// are wanted.
    /// </summary>
    public async Task SettleAsync(CancellationToken cancellation)
    {
        // A partial under way may have less of the audio, or may be dropped; none is told before the finals that are due.
        await WaitAsync(() => _ending.Count == 0 && _open is null or { Partial: null }, cancellation);
        lock (_gate)
        {
            if (_context.Settings.InterimResults && _open is { Partial: null } open && (open.IsBehind || open.AskedUpTo < End))
            {
                // Of the urgent kind: the client waits for it, and partials may be dropped.
                open.Partial = Ask(open, SttJobKind.Speculative, End);
            }
        }

        await WaitAsync(
            () => _ending.Count == 0 && _open is null or { Partial: null } && (_open?.Speculative is null || _open.SpeculativeDone),
            cancellation);
    }

    private async Task DetectAsync()
    {
        int windows = (int)((End - _seen) / SileroVad.Window);
        ReadOnlyMemory<float> audio = _history.Peek(_seen, _seen + (windows * SileroVad.Window));
        await _context.Vad.DetectAsync(_vadState, audio, _probabilities.AsMemory(0, windows), _context.Yields);
        for (int i = 0; i < windows; i++)
        {
            ReadOnlySpan<float> window = audio.Span.Slice(i * SileroVad.Window, SileroVad.Window);
            float level = 10 * MathF.Log10((TensorPrimitives.SumOfSquares(window) / SileroVad.Window) + 1e-10f);
            _seen += SileroVad.Window;
            Handle(_segmenter.Push(_probabilities[i], level), _probabilities[i]);
        }
    }

    private void Handle(SegmentChange change, float probability)
    {
        lock (_gate)
        {
            switch (change.Kind)
            {
                case SegmentKind.Started:
                    _open = new TrackUtterance(_stream, _context.NextUtterance(), change.Start);
                    _spokeAt = _seen;
                    _context.Outbox.Add(new SttEvent.SpeechStarted(_channel, Seconds(change.Start), probability));
                    break;
                case SegmentKind.Quiet when !_context.Yields:
                    _open!.Speculative = Ask(_open, SttJobKind.Speculative, change.End);
                    _open.SpeculativeDone = false;
                    break;
                case SegmentKind.Resumed:
                    _open!.Speculative?.Cancel();
                    _open.Speculative = null;
                    break;
                case SegmentKind.Ended:
                    long speechEnd = _segmenter.SpeechEnd;
                    _context.Outbox.Add(new SttEvent.SpeechEnded(_channel, Seconds(speechEnd), probability));
                    Finish(change.End, speechEnd, forced: false);
                    break;
                case SegmentKind.Cut:
                    Finish(change.End, change.End, forced: false);
                    _open = new TrackUtterance(_stream, _context.NextUtterance(), change.End);
                    break;
                case SegmentKind.None when _open is not null && _seen - _spokeAt >= SpeakingInterval:
                    _spokeAt = _seen;
                    _context.Outbox.Add(new SttEvent.Speaking(_channel, Seconds(_seen), probability));
                    break;
            }
        }
    }

    /// <summary>The open utterance is [Start, end); its final is the speculation when that was right.</summary>
    private void Finish(long end, long speechEnd, bool forced)
    {
        TrackUtterance utterance = _open!;
        _open = null;
        (utterance.End, utterance.SpeechEnd, utterance.Forced) = (end, speechEnd, forced);
        utterance.Partial?.Cancel();
        _ending.Enqueue(utterance);
        if (utterance.Speculative is { } guess
            && guess.Samples.Length == end - utterance.Start
            && (!utterance.SpeculativeDone || guess.Result is not null))
        {
            guess.Promote();
            utterance.Final = guess;
            utterance.IsDone = utterance.SpeculativeDone;
            Deliver();
        }
        else
        {
            utterance.Speculative?.Cancel();
            utterance.Final = Ask(utterance, _context.Yields ? SttJobKind.Recording : SttJobKind.Final, end);
        }
    }

    private void AskForPartial()
    {
        SttSessionSettings settings = _context.Settings;
        lock (_gate)
        {
            // A speculation under way shows the same text.
            if (!settings.InterimResults || _open is not { Partial: null, Speculative: null } open)
            {
                return;
            }

            TimeSpan interval = PartialPace.Interval(settings.PartialInterval, _context.Engine.Load.Utilisation);
            if (open.Shown.Text is null)
            {
                // The first syllables often give no word yet; whoever waits for the first word does not wait a whole interval more.
                interval /= 2;
            }

            if (End - open.AskedUpTo >= interval.TotalSeconds * FbankSpec.SampleRate)
            {
                open.Partial = Ask(open, SttJobKind.Partial, End);
            }
        }
    }

    private SttJob Ask(TrackUtterance utterance, SttJobKind kind, long end)
    {
        (utterance.AskedUpTo, utterance.IsBehind) = (end, false);
        SttJob job = new(
            utterance.Identity,
            kind,
            _history.Share(utterance.Start, end),
            _context.Settings.Job,
            done => OnDone(utterance, done));
        _context.Engine.Submit(job);
        return job;
    }

    private async Task WaitAsync(Func<bool> isTrue, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed = _changed.Task;
            lock (_gate)
            {
                if (isTrue())
                {
                    return;
                }
            }

            await changed.WaitAsync(cancellation);
        }
    }

    private static double Seconds(long position) => (double)position / FbankSpec.SampleRate;
}
