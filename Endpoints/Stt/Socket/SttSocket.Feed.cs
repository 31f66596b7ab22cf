using StreamServer.Endpoints.Edge;
using StreamServer.Inference;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Stt.Socket;

/// <summary>The loop in the middle: inbox to session.</summary>
internal sealed partial class SttSocket
{
    private Task<bool>? _more;
    private bool _greeted;

    /// <summary>Feeds the session until the inbox ends, then ends the session.</summary>
    private async Task FeedAsync()
    {
        try
        {
            await GreetAsync();
            await WorkAsync();
        }
        catch (StreamException failure)
        {
            End(failure);
        }
        catch (OperationCanceledException)
        {
            End(SttEnd.Vanished);
        }
        catch (Exception exception)
        {
            LogFault(exception, Id);
            End(new StreamException(StreamError.Internal, "Something went wrong on our side.", inner: exception));
        }

        await FinishAsync();
    }

    /// <summary>Sends <c>ready</c>, unless the client turns out to speak a dialect without it.</summary>
    private async Task GreetAsync()
    {
        await WaitForMoreAsync(ReadyGrace);
        _greeted = true;
        if (_protocol.SendsReady)
        {
            _speech.TryFind(_settings.Model, out var info);
            _outbox.Add(new SttEvent.Ready(
                Id, info?.Model ?? _settings.Model, _speech.Device, _options.MaxFrameBytes, _options.IdleSeconds, _settings));
        }
    }

    private async Task WorkAsync()
    {
        long lastMessage = _time.GetTimestamp();
        long lastAudio = lastMessage;
        bool stalled = false;
        while (true)
        {
            while (_inbox.Reader.TryRead(out SttInput input))
            {
                long taken = _time.GetTimestamp();
                lastMessage = taken;
                if (input.Message is null or SttMessage.Audio or SttMessage.Recording)
                {
                    (lastAudio, stalled) = (taken, false);
                }

                try
                {
                    await HandleAsync(input);
                }
                finally
                {
                    input.Return();
                }

                // The time that the server took is not silence of the client.
                long worked = _time.GetTimestamp() - taken;
                lastMessage += worked;
                lastAudio += worked;
            }

            TimeSpan stall = _options.StallMs > 0 && !stalled && _session is { IsSpeaking: true }
                ? TimeSpan.FromMilliseconds(_options.StallMs) - _time.GetElapsedTime(lastAudio)
                : TimeSpan.MaxValue;
            TimeSpan idle = TimeSpan.FromSeconds(_options.IdleSeconds) - _time.GetElapsedTime(lastMessage);
            TimeSpan quiet = TimeSpan.FromSeconds(_options.NoAudioSeconds) - _time.GetElapsedTime(lastAudio);
            TimeSpan limit = new(Math.Min(stall.Ticks, Math.Min(idle.Ticks, quiet.Ticks)));
            switch (await WaitForMoreAsync(limit))
            {
                case false:
                    return;
                case null when limit == stall:
                    // A caller that sends nothing while silent: its utterance has ended all the same.
                    stalled = true;
                    _session!.Stall();
                    break;
                case null:
                    throw new StreamException(
                        StreamError.ClientIdle,
                        limit == idle
                            ? $"No message came for {_options.IdleSeconds} s. Send {{\"type\":\"keepalive\"}} when there is no audio."
                            : $"No audio came for {_options.NoAudioSeconds} s.");
            }
        }
    }

    private async Task HandleAsync(SttInput input)
    {
        SttSession session = _session ??= _speech.Open(_protocol.Adapt(_settings), _outbox, _seat);
        switch (input.Message)
        {
            case null:
                await session.PushAsync(input.Audio, input.ArrivedAt, _abort.Token);
                break;
            case SttMessage.Audio audio:
                await session.PushAsync(audio.Bytes, input.ArrivedAt, _abort.Token);
                if (audio.ThenFinal)
                {
                    session.Force();
                }

                break;
            case SttMessage.Recording recording:
                await AnswerAsync(recording, input.ArrivedAt);
                break;
            case SttMessage.Final:
                WarnOfHalfSample(session);
                session.Force();
                break;
            case SttMessage.Reset:
                session.Reset();
                break;
            case SttMessage.Marker marker:
                await session.MarkAsync(marker.Id, _abort.Token);
                break;
            case SttMessage.Gap gap:
                await session.GapAsync(gap.Length, _abort.Token);
                break;
            case SttMessage.Configure configure:
                Configure(session, configure);
                break;
            case SttMessage.Close:
                End(SttEnd.Done);
                break;
        }
    }

    private void Configure(SttSession session, SttMessage.Configure configure)
    {
        try
        {
            session.Configure(_parameters.Change(session.Settings, configure.Members));
        }
        catch (StreamException failure)
        {
            // Everything stays as it was; that is no reason to hang up.
            _outbox.Add(new SttEvent.Warning(Errors.Of(failure.Error).Code, failure.Message));
        }
    }

    private void WarnOfHalfSample(SttSession session)
    {
        if (session.IncompleteBytes > 0)
        {
            _outbox.Add(new SttEvent.Warning(Errors.Of(StreamError.ClientBadAudio).Code, HalfSample(session)));
        }
    }

    private static string HalfSample(SttSession session) =>
        $"The audio so far ends in the middle of a sample: {session.IncompleteBytes} of {session.FrameBytes} bytes.";

    /// <summary>A recording in one message: a session of its own, whose finals are the answer.</summary>
    private async Task AnswerAsync(SttMessage.Recording recording, long arrivedAt)
    {
        SttOutbox outbox = new();
        SttSession session = _speech.Open(_protocol.Adapt(_settings), outbox);
        List<SttText> texts = [];
        Task reading = CollectAsync(outbox, texts);
        await session.PushAsync(recording.Bytes, arrivedAt, _abort.Token);
        await session.FinishAsync(null, _abort.Token);
        await reading;
        _outbox.Add(new SttEvent.Recording(texts, _time.GetElapsedTime(arrivedAt).TotalMilliseconds));
    }

    private async Task CollectAsync(SttOutbox outbox, List<SttText> texts)
    {
        while (await outbox.TakeAsync(_abort.Token) is { } item)
        {
            if (item is SttEvent.Transcript { Text: { IsFinal: true } text })
            {
                texts.Add(text);
            }
        }
    }

    /// <summary>Tells what is left, why it ends and the totals, and closes the outbox, whatever happened.</summary>
    private async Task FinishAsync()
    {
        SttEnd end = Volatile.Read(ref _end) ?? SttEnd.Done;
        bool told = false;
        try
        {
            if (end.Flush && _greeted)
            {
                _session ??= _speech.Open(_protocol.Adapt(_settings), _outbox, _seat);
                if (_session.IncompleteBytes > 0 && end == SttEnd.Done)
                {
                    end = SttEnd.Of(new StreamException(StreamError.ClientBadAudio, HalfSample(_session)));
                    Volatile.Write(ref _end, end);
                }

                await _session.FinishAsync(end.Failure, _abort.Token).WaitAsync(TimeSpan.FromSeconds(_options.SendSeconds), _time, _abort.Token);
                told = true;
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException or StreamException)
        {
            LogFlushFailed(exception.GetType().Name, Id);
        }
        finally
        {
            if (!told && end.Failure is { } cause)
            {
                _outbox.Add(new SttEvent.Failure(cause));
            }

            _outbox.Close();
        }
    }

    /// <returns>True: there is a message. False: there will be none any more. Null: none came within the limit.</returns>
    private async ValueTask<bool?> WaitForMoreAsync(TimeSpan limit)
    {
        _more ??= _inbox.Reader.WaitToReadAsync(_abort.Token).AsTask();
        if (!_more.IsCompleted && limit > TimeSpan.Zero)
        {
            try
            {
                await _more.WaitAsync(limit, _time);
            }
            catch (TimeoutException)
            {
                return null;
            }
        }

        if (!_more.IsCompleted)
        {
            return null;
        }

        bool more = await _more;
        _more = null;
        return more;
    }
}
