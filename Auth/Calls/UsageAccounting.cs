using StreamServer.Auth.Keys;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Metrics;
using StreamServer.Auth.Plans;
using StreamServer.Auth.Settings;
using StreamServer.Auth.Store;
using StreamServer.Auth.Usage;
using StreamServer.Inference;

namespace StreamServer.Auth.Calls;

/// <summary>Takes units before a call's work, and writes down what it came to before its answer ends. Thread-safe.</summary>
internal sealed class UsageAccounting(
    IQuotaStore quotas, UsageLedger ledger, Prices prices, KeyHasher hasher, AuthOptions options, AuthMetrics metrics, TimeProvider time)
{
    public DateTimeOffset Now => time.GetUtcNow();

    public long TimestampNow => time.GetTimestamp();

    public Prices Prices => prices;

    /// <exception cref="StreamException"><see cref="StreamError.ClientLimit"/> or <see cref="StreamError.StoreUnavailable"/>.</exception>
    public async ValueTask TakeAsync(QuotaAccount account, IReadOnlyList<QuotaAmount> amounts, CancellationToken cancellation)
    {
        QuotaDecision decision = await quotas.TakeAsync(account, amounts, cancellation);
        if (!decision.IsTaken)
        {
            foreach (QuotaBalance refused in decision.Refused)
            {
                metrics.Limited(account.Plan.Id, QuotaMeters.NameOf(refused.Meter));
            }

            throw QuotaRefusal.Of(account, decision, Now);
        }
    }

    public void Return(QuotaAccount account, IReadOnlyList<QuotaAmount> amounts, DateTimeOffset taken) =>
        quotas.Return(account, amounts, taken);

    public ValueTask<IReadOnlyList<QuotaBalance>> BalancesAsync(QuotaAccount account, CancellationToken cancellation) =>
        quotas.BalancesAsync(account, cancellation);

    /// <summary>Completes when the record is on the disk.</summary>
    public async Task WriteAsync(UsageRecord record, string text)
    {
        long start = time.GetTimestamp();
        await ledger.WriteAsync(record, SentenceOf(record, text));
        metrics.Written(record, time.GetElapsedTime(start));
    }

    private Sentence? SentenceOf(UsageRecord record, string text)
    {
        if (options.StoreText == StoredText.Off || text.Length == 0)
        {
            return null;
        }

        return new Sentence
        {
            UsageId = record.Id,
            KeyId = record.KeyId,
            Kind = record.Kind,
            Text = options.StoreText == StoredText.Full ? text : null,
            Hash = hasher.HashText(text),
            Characters = text.Length,
            Language = record.Language,
            Voice = record.Voice,
            Time = record.Time,
        };
    }
}
