using StreamServer.Auth.Limits;
using StreamServer.Auth.Usage;
using StreamServer.Inference;

namespace StreamServer.Auth.Calls;

/// <summary>
/// Audio of one stream: taken in slices ahead of what is heard, so that hearing waits for nothing, written down utterance by
/// utterance, and given back at the end where it was not heard. <see cref="Heard"/> and the rest may be called by different loops.
/// </summary>
/// <param name="accounting">Null where nothing is counted.</param>
/// <param name="caller">Who pays.</param>
/// <param name="model">Name in the manifest; it has the price.</param>
/// <param name="requestId">What the client knows the stream by.</param>
internal sealed class HearingMeter(UsageAccounting? accounting, CallerIdentity caller, string model, string requestId)
{
    private const long SliceMs = 10_000;

    /// <summary>A slice is asked for while this much of the last one is left: longer than a shared store takes to answer.</summary>
    private const long AheadMs = 5_000;

    /// <summary>A client is warned when it may send this much more.</summary>
    private const long WarnMs = 30_000;

    private readonly Lock _lock = new();
    private DateTimeOffset _taken;
    private long _takenMs;
    private long _takenMicro;

    // Heard and charged; heard and not yet in a record.
    private long _countedMs;
    private long _countedMicro;
    private TimeSpan _pending;
    private long _aheadMs = AheadMs;
    private Task? _topping;
    private bool _isEnded;
    private bool _isWarned;
    private string? _warning;
    private StreamException? _end;

    private long PendingMs => _pending.Ticks / TimeSpan.TicksPerMillisecond;

    /// <summary>Takes the first units before work starts: all that a recording of known length needs, else a slice.</summary>
    /// <param name="audio">How long it is; null when that cannot be known.</param>
    /// <param name="cancellation">The caller is gone.</param>
    /// <exception cref="StreamException"><see cref="StreamError.ClientLimit"/> or <see cref="StreamError.StoreUnavailable"/>.</exception>
    public async ValueTask StartAsync(TimeSpan? audio, CancellationToken cancellation)
    {
        if (accounting is null)
        {
            return;
        }

        _taken = accounting.Now;
        if (audio is { } whole)
        {
            _aheadMs = 0;
            await TakeAsync((long)whole.TotalMilliseconds, cancellation);
            return;
        }

        await TopUpAsync(SliceMs, cancellation);
        if (_takenMs == 0 && _end is { } refused)
        {
            throw refused;
        }
    }

    /// <summary>Counts audio; never waits.</summary>
    /// <returns>What the client should be told now: a warning once, the end from then on; null for nothing.</returns>
    public HearingNotice? Heard(TimeSpan audio)
    {
        if (accounting is null)
        {
            return null;
        }

        lock (_lock)
        {
            _pending += audio;
            long left = _takenMs - _countedMs - PendingMs;
            if (_end is null && _topping is null or { IsCompleted: true } && !_isEnded && left < _aheadMs)
            {
                // A store that answers at once does so here.
                _topping = TopUpInBackgroundAsync(Math.Max(SliceMs, AheadMs - left));
                left = _takenMs - _countedMs - PendingMs;
            }

            if (_end is not null && left <= 0)
            {
                return new HearingNotice(null, _end);
            }

            (string? warning, _warning) = (_warning, null);
            return warning is null ? null : new HearingNotice(warning, null);
        }
    }

    /// <summary>Counts audio of a recording, which comes faster than it is spoken: waits while its units are asked for.</summary>
    /// <returns>As <see cref="Heard"/>.</returns>
    public async ValueTask<HearingNotice?> HeardAsync(TimeSpan audio)
    {
        HearingNotice? notice = Heard(audio);
        if (_topping is not { IsCompleted: false } topping)
        {
            return notice;
        }

        await topping;
        return Heard(TimeSpan.Zero) ?? notice;
    }

    /// <summary>Writes what was heard since the last record; completes when it is on the disk.</summary>
    public async Task RecordAsync(HearingUsage usage)
    {
        if (accounting is null)
        {
            return;
        }

        UsageRecord record;
        lock (_lock)
        {
            if (_isEnded)
            {
                return;
            }

            record = TakeRecord(usage);
        }

        await accounting.WriteAsync(record, usage.Text);
    }

    /// <summary>
    /// The stream is over: writes what is left, if anything, and gives back what was not heard. Only the first call counts.
    /// </summary>
    public async Task EndAsync(UsageOutcome outcome)
    {
        if (accounting is null)
        {
            return;
        }

        UsageRecord? rest = null;
        await TakeOverdrawnAsync();
        lock (_lock)
        {
            if (_isEnded)
            {
                return;
            }

            if (PendingMs > 0)
            {
                rest = TakeRecord(new HearingUsage { Outcome = outcome });
            }

            _isEnded = true;
            Return(Math.Max(0, _takenMs - _countedMs), Math.Max(0, _takenMicro - _countedMicro));
        }

        if (rest is not null)
        {
            await accounting.WriteAsync(rest, "");
        }
    }

    /// <summary>The next record. To be called under the lock.</summary>
    private UsageRecord TakeRecord(HearingUsage usage)
    {
        long audio = PendingMs;
        long cost = 0;

        // Parts of a millisecond go on to the next record.
        _pending -= TimeSpan.FromMilliseconds(audio);
        if (usage.Outcome != UsageOutcome.Failed)
        {
            _countedMs += audio;

            // The cost of the whole, less what was charged: the roundings of many utterances do not add up.
            cost = CostOf(_countedMs) - _countedMicro;
            _countedMicro += cost;
        }

        return new UsageRecord
        {
            Id = Guid.CreateVersion7(),
            Subject = caller.Account.Subject,
            KeyId = caller.Key?.Id,
            PlanId = caller.Account.Plan.Id,
            Kind = UsageKind.Stt,
            AudioMs = audio,
            MicroCredits = cost,
            Model = model,
            Language = usage.Language,
            LatencyMs = (int?)usage.Latency?.TotalMilliseconds,
            Outcome = usage.Outcome,
            RequestId = requestId,
            Time = accounting!.Now,
        };
    }

    private async Task TopUpInBackgroundAsync(long milliseconds)
    {
        try
        {
            await TopUpAsync(milliseconds, CancellationToken.None);
        }
        catch (StreamException)
        {
            // The shared store cannot be reached: who speaks goes on, and what he says is written down all the same.
        }
    }

    /// <summary>What was heard while no units could be asked for is taken at the end, as far as there is any.</summary>
    private async ValueTask TakeOverdrawnAsync()
    {
        long missing;
        lock (_lock)
        {
            missing = _isEnded ? 0 : _countedMs + PendingMs - _takenMs;
        }

        if (missing > 0)
        {
            await TopUpInBackgroundAsync(missing);
        }
    }

    private async ValueTask TopUpAsync(long milliseconds, CancellationToken cancellation)
    {
        try
        {
            await TakeAsync(milliseconds, cancellation);
        }
        catch (StreamException refused) when (refused.Error == StreamError.ClientLimit)
        {
            long rest = AffordableMs(await accounting!.BalancesAsync(caller.Account, cancellation));
            if (rest > 0)
            {
                await TakeAsync(Math.Min(rest, milliseconds), cancellation);
            }

            lock (_lock)
            {
                _end = refused;
            }
        }

        long affordable = AffordableMs(await accounting!.BalancesAsync(caller.Account, cancellation));
        lock (_lock)
        {
            long left = affordable == long.MaxValue ? affordable : affordable + _takenMs - _countedMs - PendingMs;
            if (left <= WarnMs && !_isWarned)
            {
                _isWarned = true;
                _warning = $"A limit of the plan '{caller.Account.Plan.Id}' is reached in {Math.Max(0, left) / 1000} s of audio.";
            }
        }
    }

    private async ValueTask TakeAsync(long milliseconds, CancellationToken cancellation)
    {
        long cost;
        lock (_lock)
        {
            cost = CostOf(_takenMs + milliseconds) - _takenMicro;
        }

        await accounting!.TakeAsync(caller.Account, UsageAmounts.Of(UsageKind.Stt, 0, milliseconds, cost), cancellation);
        lock (_lock)
        {
            if (_isEnded)
            {
                Return(milliseconds, cost);
            }
            else
            {
                _takenMs += milliseconds;
                _takenMicro += cost;
            }
        }
    }

    private void Return(long milliseconds, long cost)
    {
        if (milliseconds > 0)
        {
            accounting!.Return(caller.Account, UsageAmounts.Of(UsageKind.Stt, 0, milliseconds, cost), _taken);
        }
    }

    private long CostOf(long milliseconds) => caller.Account.Plan.Credits is null ? 0 : accounting!.Prices.OfAudio(model, milliseconds);

    /// <summary>Milliseconds that the balances still allow; the largest number when nothing limits them.</summary>
    private long AffordableMs(IReadOnlyList<QuotaBalance> balances) => balances
        .Where(balance => balance is { Remaining: not null, Meter: QuotaMeter.AudioDay or QuotaMeter.AudioMonth or QuotaMeter.Credits })
        .Select(balance => balance.Meter == QuotaMeter.Credits
            ? accounting!.Prices.AudioFor(model, balance.Remaining!.Value)
            : balance.Remaining!.Value)
        .DefaultIfEmpty(long.MaxValue)
        .Min();
}
