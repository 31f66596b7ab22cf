using StreamServer.Auth.Calls;
using StreamServer.Endpoints.Edge;
using StreamServer.Endpoints.Sockets;
using StreamServer.Endpoints.Stt.Protocols;
using StreamServer.Inference;
using StreamServer.Inference.Stt.Sessions;
using StreamServer.Inference.Stt.Settings;

namespace StreamServer.Endpoints.Stt.Socket;

/// <summary>The loop in the middle: inbox to session.</summary>
internal sealed partial class SttSocket
{
    private Task<bool>? _more;
    private bool _greeted;
    private ReplySession? _replies; // in dialects that answer each message

    private double Heard => (_session?.AudioSeconds ?? 0) + (_replies?.Seconds ?? 0);

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
                if (input.Message is null or SttMessage.Audio)
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

            // Who says himself where an utterance ends has not ended it by being slow.
            TimeSpan stall = _options.StallMs > 0 && !stalled && _protocol.Replies != ReplyRule.UntilAsked
                && _session is { IsSpeaking: true }
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
        SttSession session = _session ??= OpenSession();
        if (_connection.End is { IsEndOfTerms: true })
        {
            // What came in behind the limit is not heard.
            return;
        }

        double heard = Heard;
        if (_replies is { } replies)
        {
            await ReplyAsync(replies, input);
        }
        else
        {
            await TakeAsync(session, input);
        }

        Count(Heard - heard);
        TellWhatIsDue();
    }

    private void TellWhatIsDue()
    {
        if (_session is { } session && _protocol.DueAt(session.AudioSeconds) is { } due)
        {
            _outbox.Add(due);
        }
    }

    private async Task TakeAsync(SttSession session, SttInput input)
    {
        switch (input.Message)
        {
            case null:
                await session.PushAsync(input.Audio, input.ArrivedAt, _connection.Gone);
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
            case SttMessage.Timestamp stamp:
                session.Stamp(CaptureStamp.Check(stamp.CapturedAt, _time.GetUtcNow()));
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
    }

    /// <summary>As above, in a dialect in which each message of audio is answered by one.</summary>
    private async Task ReplyAsync(ReplySession replies, SttInput input)
    {
        switch (input.Message)
        {
            case SttMessage.Audio or SttMessage.Final:
                SttMessage.Audio? audio = input.Message as SttMessage.Audio;
                _outbox.Add(await replies.PushAsync(
                    audio?.Bytes ?? [],
                    audio?.ThenFinal ?? true,
                    waits: _inbox.Reader.Count == 0, // who has sent more does not wait for this answer
                    input.ArrivedAt,
                    _connection.Gone));
                break;
            case SttMessage.Reset:
                replies.Reset();
                break;
            default:
                foreach (SttEvent item in await replies.RunAsync(() => TakeAsync(replies.Session, input), _connection.Gone))
                {
                    _outbox.Add(item);
                }

                break;
        }
    }

    private SttSession OpenSession()
    {
        SttSessionSettings settings = _protocol.Adapt(_settings);
        if (_protocol.Replies == ReplyRule.None)
        {
            return _speech.Open(settings, _outbox);
        }

        _replies = new ReplySession(_speech, settings, _protocol.Replies, _time);
        return _replies.Session;
    }

    private void Warn(string code, string message)
    {
        SttEvent.Warning warning = new(code, message);
        if (_replies is not null)
        {
            _replies.Warn(warning);
        }
        else
        {
            _outbox.Add(warning);
        }
    }

    private void Count(double seconds)
    {
        HearingNotice? notice = seconds > 0 ? _meter.Heard(TimeSpan.FromSeconds(seconds)) : null;
        if (notice?.Warning is { } warning)
        {
            Warn("quota_low", warning);
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
            Warn(Errors.Of(failure.Error).Code, failure.Message);
        }
    }

    private void WarnOfHalfSample(SttSession session)
    {
        if (session.IncompleteBytes > 0)
        {
            Warn(Errors.Of(StreamError.ClientBadAudio).Code, HalfSample(session));
        }
    }

    private static string HalfSample(SttSession session) =>
        $"The audio so far ends in the middle of a sample: {session.IncompleteBytes} of {session.FrameBytes} bytes.";

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

            _session ??= OpenSession();
            if (_session.IncompleteBytes > 0 && end == ConnectionEnd.Done)
            {
                _connection.Finish(ConnectionEnd.Of(new StreamException(StreamError.ClientBadAudio, HalfSample(_session))));
                end = _connection.End!;
            }

            await TellRestAsync(end).WaitAsync(_wire.Limits.Send, _time, _connection.Gone);
        }
        catch (StreamException damage) when (damage.Error == StreamError.ClientBadAudio)
        {
            // A container that was cut off.
            _connection.Finish(ConnectionEnd.Of(damage));
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

    private async Task TellRestAsync(ConnectionEnd end)
    {
        if (_replies is null)
        {
            await _session!.FinishAsync(end.Failure, _connection.Gone);
            return;
        }

        Reply? rest = await _replies.FinishAsync(_connection.Gone);
        if (rest is not null && _protocol.Replies == ReplyRule.UntilAsked)
        {
            _outbox.Add(rest);
        }

        if (end.Failure is { } failure)
        {
            _outbox.Add(new SttEvent.Failure(failure));
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
