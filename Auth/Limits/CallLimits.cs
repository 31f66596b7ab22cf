using System.Threading.RateLimiting;
using StreamServer.Auth.Plans;
using StreamServer.Inference;

namespace StreamServer.Auth.Limits;

/// <summary>
/// Requests a minute and calls at the same time, by subject and plan, in this process. A plan that changes begins with full
/// buckets. Thread-safe; what nobody uses for some seconds is forgotten.
/// </summary>
internal sealed class CallLimits : IDisposable
{
    public const string Requests = "requests";
    public const string ConcurrentStt = "concurrent-stt";
    public const string ConcurrentTts = "concurrent-tts";

    /// <summary>The limiter adds tokens ten times a second: faster rates get several at once.</summary>
    private const int TicksPerMinute = 600;

    /// <summary>Nobody can know when a call of the same caller ends.</summary>
    private static readonly TimeSpan ConcurrencyRetry = TimeSpan.FromSeconds(2);

    private readonly PartitionedRateLimiter<RequestBucket> _requests = PartitionedRateLimiter.Create<RequestBucket, RequestBucket>(
        bucket => RateLimitPartition.GetTokenBucketLimiter(bucket, OptionsOf));

    private readonly PartitionedRateLimiter<CallPlaces> _calls = PartitionedRateLimiter.Create<CallPlaces, CallPlaces>(
        places => RateLimitPartition.GetConcurrencyLimiter(places, OptionsOf));

    /// <summary>Counts one request.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.ClientLimit"/>.</exception>
    public void TakeRequest(QuotaAccount account)
    {
        if (account.Plan.RequestsPerMinute is not { } perMinute)
        {
            return;
        }

        using RateLimitLease? lease = perMinute == 0 ? null : _requests.AttemptAcquire(new RequestBucket(account.Subject, perMinute));
        if (lease is null or { IsAcquired: false })
        {
            TimeSpan wait = lease is not null && lease.TryGetMetadata(MetadataName.RetryAfter, out TimeSpan known)
                ? known
                : TimeSpan.FromMinutes(1);
            throw new StreamException(StreamError.ClientLimit, $"The plan '{account.Plan.Id}' allows {perMinute} requests a minute.")
            {
                Policies = [Requests],
                RetryAfter = wait,
            };
        }
    }

    /// <summary>Takes a place for a call; dispose it when the call is over.</summary>
    /// <exception cref="StreamException"><see cref="StreamError.ClientLimit"/>.</exception>
    public IDisposable Enter(QuotaAccount account, bool isStt)
    {
        if (LimitOf(account.Plan, isStt) is not { } limit)
        {
            return NoPlace.Instance;
        }

        RateLimitLease? lease = limit == 0 ? null : _calls.AttemptAcquire(new CallPlaces(account.Subject, isStt, limit));
        if (lease is { IsAcquired: true })
        {
            return lease;
        }

        lease?.Dispose();
        string what = isStt ? "speech to text calls" : "text to speech calls";
        throw new StreamException(StreamError.ClientLimit, $"The plan '{account.Plan.Id}' allows {limit} {what} at the same time.")
        {
            Policies = [isStt ? ConcurrentStt : ConcurrentTts],
            RetryAfter = ConcurrencyRetry,
        };
    }

    /// <summary>Adds where the limits of an account stand; none for those that the plan does not have.</summary>
    public void AddStands(QuotaAccount account, List<LimitStand> stands)
    {
        if (account.Plan.RequestsPerMinute is { } perMinute)
        {
            long left = perMinute == 0
                ? 0
                : _requests.GetStatistics(new RequestBucket(account.Subject, perMinute))?.CurrentAvailablePermits ?? perMinute;
            TimeSpan full = perMinute == 0 ? TimeSpan.FromMinutes(1) : TimeSpan.FromMinutes((double)(perMinute - left) / perMinute);
            stands.Add(new LimitStand(Requests, perMinute, left, TimeSpan.FromMinutes(1), full, null));
        }

        AddPlaces(account, true, stands);
        AddPlaces(account, false, stands);
    }

    public void Dispose()
    {
        _requests.Dispose();
        _calls.Dispose();
    }

    private void AddPlaces(QuotaAccount account, bool isStt, List<LimitStand> stands)
    {
        if (LimitOf(account.Plan, isStt) is { } limit)
        {
            long left = limit == 0
                ? 0
                : _calls.GetStatistics(new CallPlaces(account.Subject, isStt, limit))?.CurrentAvailablePermits ?? limit;
            stands.Add(new LimitStand(isStt ? ConcurrentStt : ConcurrentTts, limit, left, null, null, "concurrent-requests"));
        }
    }

    private static int? LimitOf(Plan plan, bool isStt) => isStt ? plan.ConcurrentStt : plan.ConcurrentTts;

    private static TokenBucketRateLimiterOptions OptionsOf(RequestBucket bucket)
    {
        int atOnce = (bucket.PerMinute + TicksPerMinute - 1) / TicksPerMinute;
        return new TokenBucketRateLimiterOptions
        {
            TokenLimit = bucket.PerMinute,
            TokensPerPeriod = atOnce,
            ReplenishmentPeriod = TimeSpan.FromMinutes((double)atOnce / bucket.PerMinute),
            AutoReplenishment = false,
        };
    }

    private static ConcurrencyLimiterOptions OptionsOf(CallPlaces places) => new() { PermitLimit = places.Limit };

    private readonly record struct RequestBucket(string Subject, int PerMinute);

    private readonly record struct CallPlaces(string Subject, bool IsStt, int Limit);

    private sealed class NoPlace : IDisposable
    {
        public static readonly NoPlace Instance = new();

        public void Dispose()
        {
        }
    }
}
