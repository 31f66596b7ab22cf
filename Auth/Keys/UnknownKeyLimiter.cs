using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using StreamServer.Inference;

namespace StreamServer.Auth.Keys;

/// <summary>
/// How often an address may ask for keys that this process does not know, and how often it may be wrong. Thread-safe. More
/// addresses than are counted one by one share one allowance, so memory is bounded.
/// </summary>
internal sealed class UnknownKeyLimiter(TimeProvider time) : IDisposable
{
    private const int MaxAddresses = 10_000;
    private const int Burst = 100;
    private const int PerSecond = 10;
    private const string Crowd = "*";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, bool> _addresses = new();
    private long _windowStart = time.GetTimestamp();
    private int _addressCount;

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(
        partition => RateLimitPartition.GetTokenBucketLimiter(partition, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = Burst,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1.0 / PerSecond),
            AutoReplenishment = false,
        }));

    /// <summary>Before the store is asked for a key.</summary>
    /// <returns>Null when it may be asked, else what to answer.</returns>
    public StreamException? Enter(string address) => TryTake(address) ? null : TooMany();

    /// <summary>What to answer to a wrong key: 401, or 429 when there were too many.</summary>
    public StreamException Refuse(string address) =>
        TryTake(address) ? new StreamException(StreamError.ClientUnauthorized, "The key is not valid.") : TooMany();

    public void Dispose() => _limiter.Dispose();

    private static StreamException TooMany() => new(StreamError.ClientLimit, "Too many wrong keys came from this address.")
    {
        RetryAfter = TimeSpan.FromSeconds(1),
        Policies = ["wrong-keys"],
    };

    private bool TryTake(string address)
    {
        using RateLimitLease lease = _limiter.AttemptAcquire(PartitionOf(address));
        return lease.IsAcquired;
    }

    private string PartitionOf(string address)
    {
        long start = Interlocked.Read(ref _windowStart);
        if (time.GetElapsedTime(start) > Window && Interlocked.CompareExchange(ref _windowStart, time.GetTimestamp(), start) == start)
        {
            _addresses.Clear();
            Interlocked.Exchange(ref _addressCount, 0);
        }

        if (_addresses.ContainsKey(address))
        {
            return address;
        }

        if (Volatile.Read(ref _addressCount) >= MaxAddresses)
        {
            return Crowd;
        }

        if (_addresses.TryAdd(address, true))
        {
            Interlocked.Increment(ref _addressCount);
        }

        return address;
    }
}
