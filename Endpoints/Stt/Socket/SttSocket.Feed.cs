using StreamServer.Auth.Calls;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Sockets;
using StreamServer.Endpoints.Stt.Protocols;
using StreamServer.Inference;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Transcripts;

namespace StreamServer.Endpoints.Stt.Socket;

/// <summary>The loop in the middle: inbox to session.</summary>
internal sealed partial class SttSocket
{
    private Task<bool>? _more;
    private bool _greeted;

    /// <summary>Sends <c>ready</c>, unless the client turns out to speak a dialect without it.</summary>
    private async Task GreetAsync()
    {
        await WaitForMoreAsync(ReadyGrace);
        _greeted = true;
        if (_protocol.SendsReady)
        {
            _speech.TryFind(_settings.Model, out var info);
            _outbox.Add(new SessionReady(
                _connection.Id, info?.Model ?? _settings.Model, _speech.Device, _wire.MaxFrameBytes, _wire.IdleSeconds, _settings,
                _quotas));
        }
    }

    private async Task WorkAsync()
    {
        long lastAudio = _time.GetTimestamp();
        bool stalled = false;
        while (true)
        {
            while (_inbox.Reader.TryRead(out SttInput input))
            {
                long taken = _time.GetTimestamp();
                if (input.Message is null or SttMessage.Audio or SttMessage.Recording)
                {
                    (lastAudio, stalled) = (taken, false);
                }

                try
                {
                    _isHandling = true;
                    await HandleAsync(input);
                }
                finally
                {
                    _isHandling = false;
                    input.Return();
                }

                // The time that the server took is not silence of the client.
                lastAudio += _time.GetTimestamp() - taken;
            }

            TimeSpan stall = _options.StallMs > 0 && !stalled && _session is { IsSpeaking: true }
                ? TimeSpan.FromMilliseconds(_options.StallMs) - _time.GetElapsedTime(lastAudio)
                : TimeSpan.MaxValue;
            TimeSpan quiet = TimeSpan.FromSeconds(_wire.NoAudioSeconds) - _time.GetElapsedTime(lastAudio);
            switch (await WaitForMoreAsync(stall < quiet ? stall : quiet))
            {
                case false:
                    return;
                case null when stall < quiet:
                    // A caller that sends nothing while silent: its utterance has ended all the same.
                    stalled = true;
                    _session!.Stall();
                    break;
                case null:
                    throw new StreamException(StreamError.ClientIdle, $"No audio came for {_wire.NoAudioSeconds} s.");
            }
        }
    }

    private async Task HandleAsync(SttInput input)
    {
        // Whoever sends commands must read their answers, as whoever sends audio must read its transcripts.
        await _outbox.WaitForRoomAsync(_connection.Gone);
        SttSession session = _session ??= _speech.Open(_protocol.Adapt(_settings), _outbox);
        if (_connection.End is { IsEndOfTerms: true })
        {
            // What came in behind the limit is not heard.
            return;
        }

        double heard = session.AudioSeconds;
        switch (input.Message)
        {
            case null:
                await session.PushAsync(input.Audio, input.ArrivedAt, _connection.Gone);
                break;
            case SttMessage.Audio audio:
                await session.PushAsync(audio.Bytes, input.ArrivedAt, _connection.Gone);
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
                await session.MarkAsync(marker.Id, _connection.Gone);
                break;
            case SttMessage.Gap gap:
                await session.GapAsync(gap.Length, _connection.Gone);
                break;
            case SttMessage.Configure configure:
                Configure(session, configure);
                break;
            case SttMessage.Close:
                _connection.Finish(ConnectionEnd.Done);
                break;
        }

        Count(session.AudioSeconds - heard);
        TellWhatIsDue();
    }

    private void TellWhatIsDue()
    {
        if (_session is { } session && _protocol.DueAt(session.AudioSeconds) is { } due)
        {
            _outbox.Add(due);
        }
    }

    private void Count(double seconds)
    {
        HearingNotice? notice = seconds > 0 ? _meter.Heard(TimeSpan.FromSeconds(seconds)) : null;
        if (notice?.Warning is { } warning)
        {
            _outbox.Add(new SttEvent.Warning("quota_low", warning));
        }

        if (notice?.End is { } end)
        {
            _connection.Finish(ConnectionEnd.Of(end));
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
        await session.PushAsync(recording.Bytes, arrivedAt, _connection.Gone);
        await session.FinishAsync(null, _connection.Gone);
        await reading;
        Count(session.AudioSeconds);
        _outbox.Add(new RecordingHeard(texts, _time.GetElapsedTime(arrivedAt).TotalMilliseconds));
    }

    private async Task CollectAsync(SttOutbox outbox, List<SttText> texts)
    {
        while (await outbox.TakeAsync(_connection.Gone) is { } item)
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
        try
        {
            ConnectionEnd end = _connection.End ?? ConnectionEnd.Done;
            if (!_greeted || end == ConnectionEnd.Vanished || end.Failure?.Error is StreamError.ModelFailed or StreamError.ServerNotReady)
            {
                return;
            }

            _session ??= _speech.Open(_protocol.Adapt(_settings), _outbox);
            if (_session.IncompleteBytes > 0 && end == ConnectionEnd.Done)
            {
                _connection.Finish(ConnectionEnd.Of(new StreamException(StreamError.ClientBadAudio, HalfSample(_session))));
                end = _connection.End!;
            }

            await _session.FinishAsync(end.Failure, _connection.Gone).WaitAsync(_wire.Limits.Send, _time, _connection.Gone);
        }
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException or StreamException)
        {
            LogFlushFailed(exception.GetType().Name, _connection.Id);
        }
        finally
        {
            _outbox.Close();
        }
    }

    /// <returns>True: there is a message. False: there will be none any more. Null: none came within the limit.</returns>
    private async ValueTask<bool?> WaitForMoreAsync(TimeSpan limit)
    {
        _more ??= _inbox.Reader.WaitToReadAsync(_connection.Gone).AsTask();
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
