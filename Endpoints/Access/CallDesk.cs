using StreamServer.Auth.Calls;

namespace StreamServer.Endpoints.Access;

/// <summary>Makes the terms of a call.</summary>
internal sealed class CallDesk(Metering metering, RateLimitHeaders limits)
{
    /// <summary>For a call over HTTP, whose answer has its limits in headers.</summary>
    public CallTerms TermsOf(HttpContext context) => new(context.Caller(), metering, context.TraceIdentifier, null);

    /// <summary>For a socket, which is told its limits in <c>ready</c>: browsers cannot read the headers of an upgrade.</summary>
    /// <param name="context">Before the upgrade.</param>
    /// <param name="id">Name of the connection on the wire.</param>
    public async ValueTask<CallTerms> TermsOfSocketAsync(HttpContext context, string id)
    {
        CallerIdentity caller = context.Caller();
        IReadOnlyList<LimitInfo> quotas = [.. (await limits.StandsAsync(caller, context.RequestAborted)).Select(LimitInfo.Of)];
        return new CallTerms(caller, metering, id, quotas.Count == 0 ? null : quotas);
    }
}
