using Microsoft.AspNetCore.Http.Features;

namespace StreamServer.Endpoints.Access;

/// <summary>Whose call it was and which, for the line that it leaves in the log.</summary>
/// <param name="RequestId">Of the header <c>X-Request-Id</c>.</param>
/// <param name="Key">What is shown instead of the key; <c>none</c> without one.</param>
/// <param name="Trace">W3C <c>traceparent</c> of the request's span; <c>none</c> where there is no span.</param>
internal sealed record CallMark(string RequestId, string Key, string Trace)
{
    public const string None = "none";

    public static CallMark Of(HttpContext context) => new(
        context.TraceIdentifier,
        context.Caller().Key?.Prefix ?? None,
        context.Features.Get<IHttpActivityFeature>()?.Activity.Id ?? None);
}
