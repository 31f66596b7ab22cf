using System.Diagnostics;
using System.Threading.Channels;
using StreamServer.Auth.Calls;
using StreamServer.Auth.Usage;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Sockets;
using StreamServer.Endpoints.Tts.Timing;
using StreamServer.Inference;
using StreamServer.Inference.Tts;
using StreamServer.Inference.Tts.Lm;

namespace StreamServer.Endpoints.Tts.Socket;

/// <summary>
/// What the messages of <c>/ws/tts</c> mean: text in as it is written, audio out as it is spoken. The connection's receive loop
/// collects sentences into utterances, the speaking loop speaks one utterance after the other.
/// </summary>
internal sealed partial class TtsSocket : ISocketHandler, ILiveStream
{
    private readonly Connection _connection;
    private readonly SpeechOrder _call;
    private readonly TtsLease _lease;
    private readonly CallTerms _terms;
    private readonly CallMark _mark;
    private readonly ITtsProtocol _protocol;
    private readonly TtsSocketServices _services;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _finishEarly = new();

    // Unbounded by itself: the receive loop waits while too much is waiting to be spoken.
    private readonly Channel<Utterance> _utterances = Channel.CreateUnbounded<Utterance>();
    private readonly Lock _gate = new();

    // Those that are not spoken to the end yet, the open one included. Guarded by the gate.
    private readonly List<Utterance> _live = [];
    private int _count;
    private double _audioSeconds;

    /// <param name="connection">Not running yet.</param>
    /// <param name="call">Voice, format and sampling of everything that is said here.</param>
    /// <param name="lease">Speaks; owned by the caller.</param>
    /// <param name="terms">Who pays.</param>
    /// <param name="protocol">The dialect of what the client is told.</param>
    /// <param name="mark">For the log.</param>
    /// <param name="services">Shared parts.</param>
    public TtsSocket(
        Connection connection,
        SpeechOrder call,
        TtsLease lease,
        CallTerms terms,
        ITtsProtocol protocol,
        CallMark mark,
        TtsSocketServices services)
    {
        (_protocol, _mark) = (protocol, mark);
        _terms = terms;
        (_connection, _lease, _services, _log) = (connection, lease, services, services.Log);
        _call = call;
    }

    public bool IsBusy
    {
        get
        {
            lock (_gate)
            {
                return _live.Exists(utterance => utterance.IsFlushed);
            }
        }
    }

    public bool IsAtRest
    {
        get
        {
            lock (_gate)
            {
                return !_live.Exists(utterance => utterance.IsFlushed || utterance.ChunkCount > utterance.Spoken);
            }
        }
    }

    /// <summary>Runs the connection to its end; throws nothing.</summary>
    public async Task RunConnectionAsync()
    {
        try
        {
            await _connection.RunAsync(this);
        }
        finally
        {
            ConnectionEnd end = _connection.End ?? ConnectionEnd.Vanished;
            LogClosed(
                end.Failure is { } failure ? Errors.Of(failure.Error).Level : LogLevel.Information,
                _connection.Id,
                end.CloseCode,
                end.Failure?.Error.ToString() ?? "none",
                _count,
                _audioSeconds,
                _mark.Key,
                _mark.Trace);
        }
    }

    public async Task RunAsync()
    {
        bool isCut = false;
        try
        {
            await SendAsync(TtsSocketMessage.Ready(_connection.Id, _call, _lease.Models, _terms.Quotas));
            await foreach (Utterance utterance in _utterances.Reader.ReadAllAsync(_connection.Gone))
            {
                isCut |= !await TrySpeakAsync(utterance);
            }
        }
        finally
        {
            _utterances.Writer.TryComplete();
            while (_utterances.Reader.TryRead(out Utterance? unspoken))
            {
                await EndAsync(unspoken, UsageOutcome.Cancelled, new SpeechClock(_services.Time, 1));
                Forget(unspoken);
            }
        }

        if (isCut)
        {
            throw new StreamException(StreamError.ServerStopping, "The server is stopping; not everything was spoken.");
        }
    }

    public void End(ConnectionEnd end)
    {
        if (end == ConnectionEnd.Done)
        {
            Flush();
        }
        else if (end == ConnectionEnd.Stopping)
        {
            _finishEarly.Cancel();
        }
        else if (!end.IsEndOfTerms)
        {
            ClearAll();
        }

        _utterances.Writer.TryComplete();
        foreach (Utterance utterance in Live())
        {
            utterance.Complete();
        }

        MakeRoom();
    }

    public async Task StopAsync(StopOrder order)
    {
        // Also when the client has said its last word and waits for what it flushed.
        using CancellationTokenRegistration early = order.Early.Register(_finishEarly.Cancel);
        await _connection.StopAsync(order);
    }

    public ValueTask TellClosingAsync(TimeSpan left) => SendAsync(TtsSocketMessage.Closing(left));

    public ReadOnlyMemory<byte> RenderError(ErrorShape shape, StreamException failure) =>
        _protocol.Write(TtsSocketMessage.Error(shape, failure));

    /// <returns>False when the end of the utterance fell to the server's stop.</returns>
    private async Task<bool> TrySpeakAsync(Utterance utterance)
    {
        SpeechClock clock = new(_services.Time, _call.PlayedRate(_lease.Models.SampleRate));
        UsageOutcome outcome = UsageOutcome.Failed;
        try
        {
            bool isWhole = await SpeakAsync(utterance, clock);
            outcome = UsageOutcome.Ok;

            // On the disk before the client is told that it was spoken.
            await EndAsync(utterance, outcome, clock);
            if (isWhole && utterance.IsFlushed)
            {
                await SendAsync(TtsSocketMessage.Metadata(utterance.Number, _call, clock));
                await SendAsync(TtsSocketMessage.Flushed(utterance.Number));
            }

            return isWhole;
        }
        catch (OperationCanceledException) when (utterance.Cleared.IsCancellationRequested && !_connection.Gone.IsCancellationRequested)
        {
            outcome = UsageOutcome.Cancelled;
            LogCleared(_connection.Id, utterance.Number);
            return true;
        }
        catch (OperationCanceledException) when (_connection.Gone.IsCancellationRequested)
        {
            outcome = UsageOutcome.Cancelled;
            throw;
        }
        finally
        {
            _audioSeconds += clock.AudioSeconds;
            await EndAsync(utterance, outcome, clock);
            Forget(utterance);
        }
    }

    /// <returns>Whether every chunk of it was spoken.</returns>
    private async Task<bool> SpeakAsync(Utterance utterance, SpeechClock clock)
    {
        using UtteranceAudio audio = new(_call, _lease.Models);
        SpeechTimes? times = _call.IsTimed
            ? new SpeechTimes(_services.Listener, _lease.Models.SampleRate, _call.Speech.Speed, utterance.TextOf)
            : null;
        EarlyEnd early = new(_finishEarly.Token);
        SpeechRequest request = _call.Speech with
        {
            Seed = CounterRandom.Derive(_call.Speech.Seed, (ulong)utterance.Number),
            EarlyEnd = early,
            Stages = clock.Stages,
        };
        SpeechEnd how = SpeechEnd.Failed;
        _services.Metrics.Start();
        try
        {
            await foreach (SpeechPiece piece in _lease.SpeakAsync(request, utterance.Chunks, utterance.Cleared))
            {
                if (clock.AudioSeconds == 0)
                {
                    clock.MarkFirstAudio();
                    _services.Metrics.FirstAudio(_lease.Models.Entry.Name, clock.FirstAudio);
                }

                clock.Add(piece.Samples.Length);
                utterance.Spoken = piece.Chunk + 1;
                if (times is not null)
                {
                    await TellAsync(utterance, await times.AddAsync(piece, utterance.Cleared));
                }

                long encoding = _services.Time.GetTimestamp();
                ReadOnlyMemory<byte> encoded = await audio.EncodeAsync(piece.Samples, utterance.Cleared);
                clock.Stages.Encoded(encoding);
                await SendAudioAsync(encoded, utterance.Cleared);
            }

            await SendAudioAsync(await audio.FinishAsync(utterance.Cleared), utterance.Cleared);
            if (times is not null)
            {
                await TellAsync(utterance, await times.FinishAsync(utterance.Cleared));
            }
            how = early.LeftUnsaid ? SpeechEnd.Stopping : SpeechEnd.Whole;
        }
        catch (OperationCanceledException)
        {
            how = _connection.Gone.IsCancellationRequested ? SpeechEnd.ClientGone : SpeechEnd.Cleared;
            throw;
        }
        catch (StreamException refusal)
        {
            how = SpeechEnds.Of(refusal);
            throw;
        }
        finally
        {
            SpeechTrace.Add(Activity.Current, clock.Stages);
            _services.Metrics.Stop(
                _lease.Models.Entry.Name, clock.Elapsed, clock.AudioSeconds, hadUnderrun: false, how, clock.Stages);
        }

        return !early.LeftUnsaid;
    }

    private async ValueTask TellAsync(Utterance utterance, IReadOnlyList<SpokenWord> words)
    {
        if (words.Count > 0)
        {
            await SendAsync(TtsSocketMessage.Timed(utterance.Number, words));
        }
    }

    /// <summary>Writes the record of an utterance, once; one without text has none.</summary>
    private Task EndAsync(Utterance utterance, UsageOutcome outcome, SpeechClock clock) =>
        utterance.Said.Length == 0 ? Task.CompletedTask : utterance.Meter.EndAsync(new SpeechUsage
        {
            Outcome = outcome,
            Characters = (long)Math.Ceiling(utterance.Meter.Characters * utterance.SpokenShare),
            Audio = TimeSpan.FromSeconds(clock.AudioSeconds),
            FirstAudio = clock.AudioSeconds > 0 ? clock.FirstAudio : null,
            Voice = _call.Speech.Voice.Name,
            Text = utterance.Said,
        });

    private async ValueTask SendAsync(TtsSocketMessage message)
    {
        if (_protocol.Write(message) is { } text)
        {
            await _connection.SendAsync(text, isText: true);
        }
    }

    /// <summary>
    /// Waits while the client does not read: that is what pauses this connection's speech. A clear is heeded between two frames.
    /// </summary>
    private ValueTask SendAudioAsync(ReadOnlyMemory<byte> audio, CancellationToken cleared) =>
        audio.IsEmpty ? ValueTask.CompletedTask : _connection.SendAsync(audio, isText: false, cleared);

    private void Forget(Utterance utterance)
    {
        lock (_gate)
        {
            _live.Remove(utterance);
        }

        utterance.Dispose();
        MakeRoom();
    }

    private Utterance[] Live()
    {
        lock (_gate)
        {
            return [.. _live];
        }
    }

    /// <summary>Not under the gate: cancelling runs what waits for it, which may forget utterances.</summary>
    private void ClearAll()
    {
        foreach (Utterance utterance in Live())
        {
            utterance.Clear();
        }
    }
}
