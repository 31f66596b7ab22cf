using Microsoft.AspNetCore.Authorization;
using StreamServer.Auth.Calls;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Metrics;
using StreamServer.Auth.Usage;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Access;

/// <summary>
/// Counts requests and places of a caller who was let in, and tells him where his limits stand. A place is held until the
/// endpoint returns, which for a socket or a stream is its end.
/// </summary>
internal sealed class LimitsMiddleware(RequestDelegate next, CallLimits limits, RateLimitHeaders headers, AuthMetrics metrics)
{
    public async Task InvokeAsync(HttpContext context)
    {
        Endpoint? route = context.GetEndpoint();
        if (!headers.AreOn || route is null || context.Features.Get<CallerIdentity>() is not { } caller
            || route.Metadata.GetMetadata<IAllowAnonymous>() is not null)
        {
            await next(context);
            return;
        }

        context.Response.OnStarting(() => headers.WriteAsync(context, caller));
        using IDisposable? place = Enter(caller.Account, route.Metadata.GetMetadata<CountedCall>());
        await next(context);
    }

    private IDisposable? Enter(QuotaAccount account, CountedCall? call)
    {
        try
        {
            limits.TakeRequest(account);
            return call is null ? null : limits.Enter(account, call.Kind == UsageKind.Stt);
        }
        catch (StreamException refused)
        {
            metrics.Limited(account.Plan.Id, refused.Policies![0]);
            throw;
        }
    }
}
