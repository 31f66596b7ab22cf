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
    private long _pendingMs;
    private bool _isTopping;
    private bool _isEnded;
    private bool _isWarned;
    private string? _warning;
    private StreamException? _end;

    /// <summary>Takes the first slice, before work starts.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.ClientLimit"/> or <see cref="StreamError.StoreUnavailable"/>.</exception>
    public async ValueTask StartAsync(CancellationToken cancellation)
    {
        if (accounting is null)
        {
            return;
        }

        _taken = accounting.Now;
        await TopUpAsync(cancellation);
        if (_takenMs == 0 && _end is { } refused)
        {
            throw refused;
        }
    }

    /// <summary>Takes what a recording of known length needs, before work starts; all of it or none.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.ClientLimit"/> or <see cref="StreamError.StoreUnavailable"/>.</exception>
    public async ValueTask StartAsync(TimeSpan audio, CancellationToken cancellation)
    {
        if (accounting is not null)
        {
            _taken = accounting.Now;
            await TakeAsync((long)audio.TotalMilliseconds, cancellation);
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
            _pendingMs += (long)audio.TotalMilliseconds;
            long left = _takenMs - _countedMs - _pendingMs;
            if (_end is null && !_isTopping && !_isEnded && left < AheadMs)
            {
                // A store that answers at once does so here.
                _isTopping = true;
                _ = TopUpInBackgroundAsync();
                left = _takenMs - _countedMs - _pendingMs;
            }

            if (_end is not null && left <= 0)
            {
                return new HearingNotice(null, _end);
            }

            (string? warning, _warning) = (_warning, null);
            return warning is null ? null : new HearingNotice(warning, null);
        }
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

    /// <summary>The stream is over: writes what is left, if anything, and gives back what was not heard. Only the first call counts.</summary>
    public async Task EndAsync(UsageOutcome outcome)
    {
        if (accounting is null)
        {
            return;
        }

        UsageRecord? rest = null;
        lock (_lock)
        {
            if (_isEnded)
            {
                return;
            }

            if (_pendingMs > 0)
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
        long audio = _pendingMs;
        long cost = 0;
        _pendingMs = 0;
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

    private async Task TopUpInBackgroundAsync()
    {
        try
        {
            await TopUpAsync(CancellationToken.None);
        }
        catch (StreamException)
        {
            // The shared store cannot be reached: who speaks goes on, and what he says is written down all the same.
        }
        finally
        {
            lock (_lock)
            {
                _isTopping = false;
            }
        }
    }

    private async ValueTask TopUpAsync(CancellationToken cancellation)
    {
        try
        {
            await TakeAsync(SliceMs, cancellation);
        }
        catch (StreamException refused) when (refused.Error == StreamError.ClientLimit)
        {
            long rest = AffordableMs(await accounting!.BalancesAsync(caller.Account, cancellation));
            if (rest > 0)
            {
                await TakeAsync(Math.Min(rest, SliceMs), cancellation);
            }

            lock (_lock)
            {
                _end = refused;
            }
        }

        long affordable = AffordableMs(await accounting!.BalancesAsync(caller.Account, cancellation));
        lock (_lock)
        {
            long left = affordable == long.MaxValue ? affordable : affordable + _takenMs - _countedMs - _pendingMs;
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
