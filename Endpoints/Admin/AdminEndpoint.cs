using System.Text.Json;
using StreamServer.Auth.Keys;
using StreamServer.Auth.Limits;
using StreamServer.Auth.Plans;
using StreamServer.Auth.Usage;
using StreamServer.Endpoints.Access;
using StreamServer.Endpoints.Edge;

namespace StreamServer.Endpoints.Admin;

/// <summary>Keys, plans and usage over HTTP, for keys with the scope <c>admin</c>: the same as <c>./run.sh keys</c>.</summary>
internal static class AdminEndpoint
{
    public static void AddAdmin(this IServiceCollection services) => services.AddSingleton<KeyBooks>();

    public static void MapAdmin(this IEndpointRouteBuilder routes)
    {
        RouteGroupBuilder admin = routes.MapGroup("/v1/admin").WithTags("Administration").RequireScope(KeyScopes.Admin);
        admin.MapGet("/keys", ListAsync).WithSummary("The keys, the newest first; after=ID for the next page.").Produces<KeyList>();
        admin.MapPost("/keys", CreateAsync)
            .WithSummary("A new key: name, owner, plan (free), scopes (stt, tts), expires. Its text is in this answer and never again.")
            .Produces<KeyInfo>(StatusCodes.Status201Created);
        admin.MapGet("/keys/{id}", GetAsync).WithSummary("One key.").Produces<KeyInfo>();
        admin.MapDelete("/keys/{id}", RevokeAsync).WithSummary("Revokes a key; streams that it opened end.").Produces<KeyInfo>();
        admin.MapPost("/keys/{id}/rotate", RotateAsync)
            .WithSummary("A new secret for a key; the old one works for grace_hours more.")
            .Produces<KeyInfo>();
        admin.MapPost("/keys/{id}/credits", GrantAsync)
            .WithSummary("Gives credits, or takes them: credits, reason, and entry (a UUID) so that a repeated call counts once.")
            .Produces<UsageAnswer>();
        admin.MapGet("/keys/{id}/usage", KeyUsageAsync).WithSummary("Usage, limits and credits of one key.").Produces<UsageAnswer>();
        admin.MapDelete("/keys/{id}/sentences", DeleteOfKeyAsync)
            .WithSummary("Deletes the sentences that are kept of a key.")
            .Produces<DeletedAnswer>();
        admin.MapDelete("/sentences", DeleteOlderAsync)
            .WithSummary("Deletes the sentences that are older than before=TIME.")
            .Produces<DeletedAnswer>();
        admin.MapGet("/plans", PlansAsync).WithSummary("The plans; an absent limit is none.").Produces<PlanList>();
        admin.MapPut("/plans/{id}", SavePlanAsync).WithSummary("Makes or replaces a plan; an absent limit is none.").Produces<Plan>();
        admin.MapGet("/usage", UsageOfAllAsync).WithSummary("Usage of everybody by day.").Produces<UsageAnswer>();
    }

    private static async Task<IResult> ListAsync(string? after, KeyBooks books, CancellationToken cancellation)
    {
        IReadOnlyList<ApiKey> keys = await books.Office.ListAsync(after, cancellation);
        string? next = keys.Count == KeyOffice.PageSize ? keys[^1].Id : null;
        return TypedResults.Json(new KeyList([.. keys.Select(key => KeyInfo.Of(key))], next), AdminJson.Default.KeyList);
    }

    private static async Task<IResult> CreateAsync(HttpContext context, KeyBooks books)
    {
        KeyOffice office = books.Office;
        using JsonDocument body = await JsonBody.ReadAsync(context);
        IssuedKey issued = await office.CreateAsync(KeyBodies.ReadWish(body.RootElement), context.RequestAborted);
        return Secret(context, issued, StatusCodes.Status201Created);
    }

    private static async Task<IResult> GetAsync(string id, KeyBooks books, CancellationToken cancellation) =>
        Json(await books.Office.GetAsync(id, cancellation));

    private static async Task<IResult> RevokeAsync(string id, KeyBooks books, CancellationToken cancellation) =>
        Json(await books.Office.RevokeAsync(id, cancellation));

    private static async Task<IResult> RotateAsync(string id, HttpContext context, KeyBooks books)
    {
        KeyOffice office = books.Office;
        TimeSpan grace = TimeSpan.Zero;
        if (context.Request.ContentLength is not 0 && context.Request.HasJsonContentType())
        {
            using JsonDocument body = await JsonBody.ReadAsync(context);
            grace = KeyBodies.ReadGrace(body.RootElement);
        }

        return Secret(context, await office.RotateAsync(id, grace, context.RequestAborted), StatusCodes.Status200OK);
    }

    private static async Task<IResult> GrantAsync(string id, HttpContext context, KeyBooks books)
    {
        KeyOffice office = books.Office;
        using JsonDocument body = await JsonBody.ReadAsync(context);
        (decimal credits, string reason, Guid entry) = KeyBodies.ReadGrant(body.RootElement);
        await office.GrantAsync(id, entry, credits, reason, context.RequestAborted);
        return await KeyUsageAsync(id, null, books, context.RequestAborted);
    }

    private static async Task<IResult> KeyUsageAsync(string id, int? days, KeyBooks books, CancellationToken cancellation)
    {
        (ApiKey key, QuotaAccount account) = await books.AccountAsync(id, cancellation);
        UsageAnswer answer = UsageAnswer.Of(
            await books.Reports.ReadAsync(account, UsageEndpoint.CheckDays(days), cancellation), key.Prefix);
        return TypedResults.Json(answer, AdminJson.Default.UsageAnswer);
    }

    private static async Task<IResult> DeleteOfKeyAsync(string id, KeyBooks books, CancellationToken cancellation)
    {
        ApiKey key = await books.Office.GetAsync(id, cancellation);
        return Deleted(await books.Sentences.DeleteAsync(key.Id, null, cancellation));
    }

    private static async Task<IResult> DeleteOlderAsync(DateTimeOffset before, KeyBooks books, CancellationToken cancellation) =>
        Deleted(await books.Sentences.DeleteAsync(null, before, cancellation));

    private static async Task<IResult> PlansAsync(KeyBooks books, CancellationToken cancellation) =>
        TypedResults.Json(new PlanList(await books.Office.PlansAsync(cancellation)), AdminJson.Default.PlanList);

    private static async Task<IResult> SavePlanAsync(string id, HttpContext context, KeyBooks books)
    {
        KeyOffice office = books.Office;
        using JsonDocument body = await JsonBody.ReadAsync(context);
        Plan plan = KeyBodies.ReadPlan(id, body.RootElement);
        await office.SavePlanAsync(plan, context.RequestAborted);
        return TypedResults.Json(plan, AdminJson.Default.Plan);
    }

    private static async Task<IResult> UsageOfAllAsync(int? days, KeyBooks books, CancellationToken cancellation)
    {
        IReadOnlyList<UsageDay> all = await books.Reports.ReadAllAsync(UsageEndpoint.CheckDays(days), cancellation);
        return TypedResults.Json(new UsageAnswer(null, null, null, null, [.. all.Select(UsageLine.Of)]), AdminJson.Default.UsageAnswer);
    }

    private static IResult Json(ApiKey key) => TypedResults.Json(KeyInfo.Of(key), AdminJson.Default.KeyInfo);

    private static IResult Deleted(long count) => TypedResults.Json(new DeletedAnswer(count), AdminJson.Default.DeletedAnswer);

    private static IResult Secret(HttpContext context, IssuedKey issued, int status)
    {
        context.Response.Headers.CacheControl = "no-store";
        return TypedResults.Json(KeyInfo.Of(issued.Key, issued.Text), AdminJson.Default.KeyInfo, statusCode: status);
    }
}
