using StreamServer.Auth.Calls;
using StreamServer.Endpoints.Access;
using StreamServer.Inference;

namespace StreamServer.Endpoints.Admin;

/// <summary><c>GET /v1/usage</c>: a caller's own usage, limits and credits.</summary>
internal static class UsageEndpoint
{
    private const int DefaultDays = 30;
    private const int MostDays = 400;

    public static void MapUsage(this IEndpointRouteBuilder routes) => routes.MapGet("/v1/usage", ReadAsync)
        .WithTags("Usage")
        .WithSummary("Your own usage by day, your limits and where they stand, and your credits; days=30.")
        .Produces<UsageAnswer>()
        .RequireCaller();

    /// <exception cref="StreamException">Out of range.</exception>
    public static int CheckDays(int? days) => days is null or (>= 1 and <= MostDays)
        ? days ?? DefaultDays
        : throw new StreamException(StreamError.ClientBadRequest, $"days is 1 to {MostDays}.", "days");

    private static async Task<IResult> ReadAsync(int? days, HttpContext context, KeyBooks books)
    {
        CallerIdentity caller = context.Caller();
        UsageReport report = await books.Reports.ReadAsync(caller.Account, CheckDays(days), context.RequestAborted);
        return TypedResults.Json(UsageAnswer.Of(report, caller.Key?.Prefix), AdminJson.Default.UsageAnswer);
    }
}
