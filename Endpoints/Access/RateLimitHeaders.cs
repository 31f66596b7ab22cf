using System.Globalization;
using System.Text;
using StreamServer.Auth.Calls;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Settings;
using StreamServer.Endpoints.Edge;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Access;

/// <summary>
/// <c>RateLimit-Policy</c> and <c>RateLimit</c> (draft-ietf-httpapi-ratelimit-headers-10) on every answer to a caller who was let in;
/// on OpenAI's routes also the headers that its clients read.
/// </summary>
internal sealed class RateLimitHeaders(CallLimits limits, CallerDirectory callers, TimeProvider time, IQuotaStore? quotas = null)
{
    /// <summary>Limits of a plan that has every one, and characters that their header has at most: sizes, not bounds.</summary>
    private const int MostStands = 8;

    private const int HeaderLength = 512;

    /// <summary>Where no key is looked at there are no limits to tell.</summary>
    public bool AreOn => callers.Mode != AuthMode.None;

    /// <summary>Every limit of a caller and where it stands.</summary>
    public async ValueTask<IReadOnlyList<LimitStand>> StandsAsync(CallerIdentity caller, CancellationToken cancellation)
    {
        if (quotas is null)
        {
            return [];
        }

        List<LimitStand> stands = new(MostStands);
        limits.AddStands(caller.Account, stands);
        QuotaStands.Add(await quotas.BalancesAsync(caller.Account, cancellation), time.GetUtcNow(), stands);
        return stands;
    }

    public async Task WriteAsync(HttpContext context, CallerIdentity caller)
    {
        IReadOnlyList<LimitStand> stands;
        try
        {
            stands = await StandsAsync(caller, context.RequestAborted);
        }
        catch (Exception exception) when (exception is StreamException or OperationCanceledException)
        {
            // An answer without these headers is better than none.
            return;
        }

        if (stands.Count == 0)
        {
            return;
        }

        IHeaderDictionary headers = context.Response.Headers;
        headers["RateLimit-Policy"] = Policy(stands);
        headers["RateLimit"] = Stand(stands);
        if (context.GetEndpoint()?.Metadata.GetMetadata<OpenAiShape>() is not null
            && stands.FirstOrDefault(one => one.Name == CallLimits.Requests) is { Limit: > 0 } requests)
        {
            headers["x-ratelimit-limit-requests"] = Number(requests.Limit);
            headers["x-ratelimit-remaining-requests"] = Number(requests.Remaining);
            headers["x-ratelimit-reset-requests"] = $"{Number(Seconds(requests.Resets ?? TimeSpan.Zero))}s";
        }
    }

    private static string Policy(IReadOnlyList<LimitStand> stands)
    {
        StringBuilder text = new(HeaderLength);
        foreach (LimitStand stand in stands)
        {
            Next(text).Append('"').Append(stand.Name).Append("\";q=").Append(stand.Limit);
            if (stand.Unit is not null)
            {
                text.Append(";qu=\"").Append(stand.Unit).Append('"');
            }

            if (stand.Window is { } window)
            {
                text.Append(";w=").Append(Seconds(window));
            }
        }

        return text.ToString();
    }

    private static string Stand(IReadOnlyList<LimitStand> stands)
    {
        StringBuilder text = new(HeaderLength);
        foreach (LimitStand stand in stands)
        {
            Next(text).Append('"').Append(stand.Name).Append("\";r=").Append(stand.Remaining);
            if (stand.Resets is { } resets)
            {
                text.Append(";t=").Append(Seconds(resets));
            }
        }

        return text.ToString();
    }

    private static StringBuilder Next(StringBuilder text) => text.Length == 0 ? text : text.Append(", ");

    private static long Seconds(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
