using StreamServer.Auth.Limits;
using StreamServer.Auth.Usage;
using StreamServer.Inference;

namespace StreamServer.Auth.Calls;

/// <summary>
/// Characters of one text to speech request or utterance: taken before they are spoken, written down when it is over, and given
/// back where they were not spoken. One caller at a time.
/// </summary>
/// <param name="accounting">Null where nothing is counted.</param>
/// <param name="caller">Who pays.</param>
/// <param name="model">Name in the manifest; it has the price.</param>
/// <param name="requestId">What the client knows the call by.</param>
internal sealed class SpeechMeter(UsageAccounting? accounting, CallerIdentity caller, string model, string requestId)
{
    /// <summary>A client is warned when so much is left: two long sentences.</summary>
    private const long WarnCharacters = 500;

    private readonly Guid _id = Guid.CreateVersion7();
    private DateTimeOffset _taken;
    private long _characters;
    private long _microCredits;
    private bool _isEnded;

    /// <summary>A warning that a limit is near; null while it is not.</summary>
    public string? Warning { get; private set; }

    /// <summary>Characters that are taken.</summary>
    public long Characters => _characters;

    /// <summary>Takes characters; all of them or none.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.ClientLimit"/> or <see cref="StreamError.StoreUnavailable"/>.</exception>
    public async ValueTask TakeAsync(long characters, CancellationToken cancellation)
    {
        if (accounting is null || characters == 0)
        {
            _characters += characters;
            return;
        }

        // The cost of the whole, less what is taken: the roundings of many small texts do not add up.
        long cost = CostOf(_characters + characters) - _microCredits;
        if (_taken == default)
        {
            _taken = accounting.Now;
        }

        await accounting.TakeAsync(caller.Account, UsageAmounts.Of(UsageKind.Tts, characters, 0, cost), cancellation);
        _characters += characters;
        _microCredits += cost;
        long left = AffordableCharacters(await accounting.BalancesAsync(caller.Account, cancellation));
        Warning = left <= WarnCharacters ? $"A limit of the plan '{caller.Account.Plan.Id}' is reached in {left} characters." : null;
    }

    /// <summary>Writes the record; completes when it is on the disk. Only the first call counts.</summary>
    public async Task EndAsync(SpeechUsage usage)
    {
        if (accounting is null || _isEnded)
        {
            return;
        }

        _isEnded = true;
        bool isCharged = usage.Outcome != UsageOutcome.Failed;
        long characters = Math.Min(usage.Characters, _characters);
        long cost = isCharged ? CostOf(characters) : 0;
        long unspoken = _characters - (isCharged ? characters : 0);
        if (unspoken > 0)
        {
            accounting.Return(caller.Account, UsageAmounts.Of(UsageKind.Tts, unspoken, 0, _microCredits - cost), _taken);
        }

        await accounting.WriteAsync(
            new UsageRecord
            {
                Id = _id,
                Subject = caller.Account.Subject,
                KeyId = caller.Key?.Id,
                PlanId = caller.Account.Plan.Id,
                Kind = UsageKind.Tts,
                Characters = characters,
                AudioMs = (long)usage.Audio.TotalMilliseconds,
                MicroCredits = cost,
                Model = model,
                Voice = usage.Voice,
                Language = usage.Language,
                LatencyMs = (int?)usage.FirstAudio?.TotalMilliseconds,
                Outcome = usage.Outcome,
                RequestId = requestId,
                Time = _taken == default ? accounting.Now : _taken,
            },
            usage.Text);
    }

    /// <summary>Characters that the balances still allow; the largest number when nothing limits them.</summary>
    private long AffordableCharacters(IReadOnlyList<QuotaBalance> balances) => balances
        .Where(balance => balance is
        {
            Remaining: not null, Meter: QuotaMeter.CharactersDay or QuotaMeter.CharactersMonth or QuotaMeter.Credits,
        })
        .Select(balance => balance.Meter == QuotaMeter.Credits
            ? accounting!.Prices.CharactersFor(model, balance.Remaining!.Value)
            : balance.Remaining!.Value)
        .DefaultIfEmpty(long.MaxValue)
        .Min();

    private long CostOf(long characters) => caller.Account.Plan.Credits is null ? 0 : accounting!.Prices.OfCharacters(model, characters);
}
